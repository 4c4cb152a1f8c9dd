import { attribute, boolAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { changed } from './scaled.js';

/** A constant that a matrix product transposes is stored transposed: TF.js's fast kernel on wasm takes it so only. */
export const storeTransposed: Pass = {
  name: 'store transposed weights transposed',
  run: (graph) => rewrite(graph, untranspose),
};

function untranspose(node: GraphNode, index: GraphIndex): Change | undefined {
  const [a, b] = node.inputs;
  const weight = index.weight(b);
  if (a === undefined || node.op !== 'MatMul' || !boolAttribute(node, 'transpose_b') || weight?.dtype !== 'float32')
    return undefined;
  const [rows = 0, columns = 0] = weight.shape;
  if (weight.shape.length !== 2) return undefined;
  const from = weight.values as Float32Array;
  const values = from.map((_, i) => from[(i % rows) * columns + Math.floor(i / rows)] ?? NaN);
  const name = freshName(index.graph, `${node.name}/transposed`);
  const attributes = { ...node.attributes, transpose_b: attribute.bool(false) };
  return {
    nodes: [{ ...node, inputs: [a, name], attributes }],
    constants: new Map([[name, changed(weight, values, [columns, rows])]]),
  };
}
