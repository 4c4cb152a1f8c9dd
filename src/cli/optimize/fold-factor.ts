import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { affineOf, spread } from './affine.js';
import { linearNode, linearOf } from './linear.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { isFinite, scaledFilter } from './scaled.js';

/**
 * One factor for all within a product goes into the weights of what takes the product: hard-swish, `x · relu6(x + 3) ÷ 6`,
 * is a step shorter before a convolution.
 */
export const foldFactor: Pass = {
  name: 'fold factors of products into the weights behind',
  run: (graph) => rewrite(graph, fold),
};

function fold(node: GraphNode, index: GraphIndex): Change | undefined {
  const linear = linearOf(node, index);
  const product = index.producer(linear?.x);
  const channels = linear?.inputChannels;
  if (!linear || channels === undefined || product?.op !== 'Mul' || index.isFixed(product.name)) return undefined;
  if (!index.usedOnce(product.name)) return undefined;
  const place = product.inputs.findIndex((input) => factorOf(input, index) !== undefined);
  const factor = factorOf(product.inputs[place], index);
  if (!factor) return undefined;
  const filter = freshName(index.graph, `${node.name}/filter`);
  const x = freshName(index.graph, `${product.name}/without_factor`);
  const weight: Weight = scaledFilter(linear, 'from', spread([factor.value], channels));
  if (!isFinite(weight)) return undefined;
  const inputs = product.inputs.map((input, i) => (i === place ? factor.x : input));
  return {
    nodes: [{ ...product, name: x, inputs }, linearNode(linear, { name: node.name, x, filter })],
    constants: new Map([[filter, weight]]),
  };
}

/** What is only multiplied by a constant without dimensions before it goes into the product. */
function factorOf(tensor: string | undefined, index: GraphIndex): { x: string; value: number } | undefined {
  const node = index.producer(tensor);
  const affine = node && index.usedOnce(node.name) ? affineOf(node, index) : undefined;
  if (!affine || affine.rank > 0 || affine.offset.some((value) => value !== 0)) return undefined;
  const [value = NaN] = affine.scale;
  return { x: affine.x, value };
}
