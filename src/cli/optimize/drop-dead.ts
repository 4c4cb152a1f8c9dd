import { isObject } from '../../model/json.js';
import type { Graph } from '../graph/graph.js';
import { parseTensorName } from '../graph/tensor-name.js';

/**
 * Without the nodes that no output needs, and without the weights that no constant names. Placeholders stay, needed or
 * not: callers feed them. The same graph where nothing goes.
 */
export function dropDead(graph: Graph): Graph {
  const needed = new Set<string>();
  const open = graph.outputs.map(({ tensor }) => parseTensorName(tensor).node);
  open.push(...[...graph.nodes.values()].filter(({ op }) => op.startsWith('Placeholder')).map(({ name }) => name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    for (const input of graph.nodes.get(name)?.inputs ?? []) open.push(parseTensorName(input).node);
  }
  const named = new Set([...elsewhere(graph.rest.library), ...elsewhere(graph.rest.modelInitializer)]);
  const isUsed = (weight: string) =>
    named.has(weight) || (needed.has(weight) && graph.nodes.get(weight)?.op === 'Const');
  const allUsed = [...graph.weights.keys()].every(isUsed);
  if (allUsed && needed.size === graph.nodes.size) return graph;
  return {
    ...graph,
    nodes: new Map([...graph.nodes].filter(([name]) => needed.has(name))),
    weights: new Map([...graph.weights].filter(([name]) => isUsed(name))),
  };
}

/** Constants of functions and of the initializer, wherever they stand: their weights are among those of the model. */
function* elsewhere(json: unknown): Generator<string> {
  if (Array.isArray(json)) for (const item of json) yield* elsewhere(item);
  if (!isObject(json)) return;
  if (json['op'] === 'Const' && typeof json['name'] === 'string') yield json['name'];
  for (const key of ['function', 'nodeDef', 'node']) yield* elsewhere(json[key]);
}
