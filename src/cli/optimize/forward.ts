import type { GraphNode } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { canonical, parseTensorName, tensorName } from '../graph/tensor-name.js';
import type { Change } from './rewrite.js';

/**
 * Drops a node of one output that answers one of its inputs unchanged. Where it is an output of the model, what makes the
 * value takes its name, so that both signature and name stay; where that cannot be, the node stays.
 */
export function forward(node: GraphNode, input: string, index: GraphIndex): Change | undefined {
  if (!index.isOutput(node.name)) return { instead: new Map([[node.name, canonical(input)]]) };
  const { node: name, index: place } = parseTensorName(input);
  const maker = index.graph.nodes.get(name);
  // Callers own an output and may dispose of it: a weight or their own input must not be handed to them.
  if (!maker || place !== 0 || maker.op === 'Const' || maker.op.startsWith('Placeholder')) return undefined;
  if (index.isFixed(name) || index.isOutput(name)) return undefined;
  const taken = index
    .consumers(name)
    .flatMap(({ inputs }) => inputs.filter((tensor) => parseTensorName(tensor).node === name));
  const instead = new Map(
    taken.map((tensor): [string, string] => [canonical(tensor), tensorName(node.name, parseTensorName(tensor).index)]),
  );
  // The node itself is replaced, and what takes it takes the value by the same name as before.
  return { nodes: [{ ...maker, name: node.name }], instead };
}
