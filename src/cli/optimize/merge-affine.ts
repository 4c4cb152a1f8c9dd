import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { byChannel } from './affine.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';

/** Two Muls by constants one after the other become one, and so do two Adds: the rest of a BatchNorm spelled out. */
export const mergeAffine: Pass = {
  name: 'merge scales and shifts',
  run: (graph) => rewrite(graph, merge),
};

const kinds: Readonly<Record<string, 'product' | 'sum'>> = { Mul: 'product', Add: 'sum', AddV2: 'sum', BiasAdd: 'sum' };

function merge(node: GraphNode, index: GraphIndex): Change | undefined {
  const last = byConstant(node, index);
  const before = index.producer(last?.x);
  const first = byConstant(before, index);
  if (!last || !before || !first || kinds[node.op] !== kinds[before.op] || !index.usedOnce(before.name))
    return undefined;
  const constant = joined(first.weight, last.weight, kinds[node.op] === 'product' ? (a, b) => a * b : (a, b) => a + b);
  if (!constant) return undefined;
  const name = freshName(index.graph, `${node.name}/constant`);
  // A bias has one dimension, and the constant may have more.
  const op = node.op === 'BiasAdd' ? 'AddV2' : node.op;
  return { nodes: [{ ...node, op, inputs: [first.x, name] }], constants: new Map([[name, constant]]) };
}

function byConstant(node: GraphNode | undefined, index: GraphIndex): { x: string; weight: Weight } | undefined {
  if (!node || !kinds[node.op] || index.isFixed(node.name)) return undefined;
  const [a = '', b = ''] = node.inputs;
  const [left, right] = [index.weight(a), index.weight(b)];
  const weight = left ?? right;
  if (!weight || (left && right) || !byChannel(weight)) return undefined;
  return { x: left ? b : a, weight };
}

/** Constants of the same shape, or one of them a single value of no more dimensions. */
function joined(a: Weight, b: Weight, combine: (a: number, b: number) => number): Weight | undefined {
  const [small, large] = a.values.length <= b.values.length && a.shape.length <= b.shape.length ? [a, b] : [b, a];
  const isSame = small.shape.join() === large.shape.join();
  if (!isSame && (small.values.length !== 1 || small.shape.length > large.shape.length)) return undefined;
  const others = small.values as Float32Array;
  const values = (large.values as Float32Array).map((value, i) =>
    combine(value, (isSame ? others[i] : others[0]) ?? NaN),
  );
  return { shape: large.shape, dtype: 'float32', values };
}
