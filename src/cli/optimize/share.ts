import type { Graph, GraphNode, Pass, Weight } from '../graph/graph.js';
import { inFrames } from '../graph/frames.js';
import { inOrder } from '../graph/order.js';
import { canonical, parseTensorName, tensorName } from '../graph/tensor-name.js';
import { dropDead } from './drop-dead.js';
import { isStrings } from '../graph/weight-bytes.js';
import { isPure } from './pure.js';

/** Constants of the same value become one, and so do nodes that compute the same of the same. */
export const shareEqual: Pass = { name: 'share what is computed twice', run: share };

function share(graph: Graph): Graph {
  const frames = inFrames(graph);
  const outputs = new Set(graph.outputs.map(({ tensor }) => parseTensorName(tensor).node));
  const waited = new Set(
    [...graph.nodes.values()].flatMap(({ name, inputs }) => {
      const controls = inputs.map(parseTensorName).filter(({ control }) => control);
      return controls.length > 0 ? [name, ...controls.map(({ node }) => node)] : [];
    }),
  );
  const first = new Map<string, GraphNode[]>();
  const instead = new Map<string, string>();
  const redirect = (input: string) => {
    const { node, index } = parseTensorName(input);
    const other = instead.get(node);
    return other === undefined ? input : tensorName(other, index);
  };
  const nodes = new Map<string, GraphNode>();
  for (const original of inOrder(graph)) {
    const isTouched = original.inputs.some((input) => instead.has(parseTensorName(input).node));
    const node = isTouched ? { ...original, inputs: original.inputs.map(redirect) } : original;
    nodes.set(node.name, node);
    if (!isPure(node) || frames.has(node.name) || waited.has(node.name)) continue;
    const weight = graph.weights.get(node.name);
    const key = node.op === 'Const' ? constantKey(weight) : nodeKey(node);
    const candidates = first.get(key) ?? [];
    const equal = candidates.find(({ name }) => node.op !== 'Const' || isEqual(graph.weights.get(name), weight));
    if (equal && !outputs.has(node.name)) instead.set(node.name, equal.name);
    else if (!outputs.has(node.name) || node.op !== 'Const') first.set(key, [...candidates, node]);
  }
  if (instead.size === 0) return graph;
  return dropDead({
    ...graph,
    nodes: new Map([...graph.nodes.keys()].map((name) => [name, nodes.get(name) as GraphNode])),
  });
}

function nodeKey({ op, inputs, attributes }: GraphNode): string {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([op, inputs.map(canonical), sorted]);
}

/** Equal weights have equal keys, and most others have not. */
function constantKey(weight: Weight | undefined): string {
  if (!weight) return 'none';
  return JSON.stringify(['Const', weight.dtype, weight.shape, [...weight.values.slice(0, 4)]]);
}

/** To the bit, and stored alike: -0 is not 0, and a NaN is itself. */
function isEqual(a: Weight | undefined, b: Weight | undefined): boolean {
  if (!a || !b || a.scheme !== b.scheme) return false;
  if (isStrings(a.values) || isStrings(b.values)) return JSON.stringify(a.values) === JSON.stringify(b.values);
  return Buffer.compare(bytes(a.values), bytes(b.values)) === 0;
}

function bytes(values: Exclude<Weight['values'], readonly string[]>): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
