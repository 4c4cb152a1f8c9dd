import type { GraphNode, Pass } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';

/** A Reshape of what was only reshaped reshapes the original; two Transposes one after the other become one. */
export const mergeShapes: Pass = {
  name: 'merge reshapes and transposes',
  run: (graph) => rewrite(graph, merge),
};

const reshapes: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'ExpandDims']);

function merge(node: GraphNode, index: GraphIndex): Change | undefined {
  const before = index.producer(node.inputs[0]);
  const [x] = before?.inputs ?? [];
  if (!before || x === undefined || index.isFixed(before.name)) return undefined;
  // Any shape of the same elements leads to the wanted one, and -1 in it comes out the same.
  if (node.op === 'Reshape' && reshapes.has(before.op)) {
    return { nodes: [{ ...node, inputs: [x, ...node.inputs.slice(1)] }] };
  }
  if (node.op !== 'Transpose' || before.op !== 'Transpose' || !index.usedOnce(before.name)) return undefined;
  const [first, second] = [before, node].map(({ inputs }) => index.weight(inputs[1])?.values);
  if (!(first instanceof Int32Array) || !(second instanceof Int32Array)) return undefined;
  const order = freshName(index.graph, `${node.name}/order`);
  const axes = second.map((axis) => first[axis] ?? axis);
  return {
    nodes: [{ ...node, inputs: [x, order] }],
    constants: new Map([[order, { shape: [axes.length], dtype: 'int32', values: axes }]]),
  };
}
