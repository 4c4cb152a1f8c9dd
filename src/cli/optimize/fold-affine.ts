import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { affineOf, spread, type Affine } from './affine.js';
import { linearNode, linearOf, takesBias, type Linear } from './linear.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { isFinite, scaledFilter, vector } from './scaled.js';

/**
 * A BatchNorm, and a Mul, Div, Add, Sub or BiasAdd by a constant for each channel, goes into the weights of the
 * convolution or matrix product before it, through a Reshape that keeps the channels.
 */
export const foldAffine: Pass = {
  name: 'fold BatchNorm, scale and bias into weights',
  run: (graph) => rewrite(graph, fold),
};

function fold(node: GraphNode, index: GraphIndex): Change | undefined {
  const affine = affineOf(node, index);
  const before = index.producer(affine?.x);
  if (!affine || !before || !index.usedOnce(before.name)) return undefined;
  if (before.op === 'Reshape') return throughReshape(node, affine, before, index);
  const linear = foldable(before, affine, index);
  if (!linear || affine.rank > linear.rank) return undefined;
  return folded(linear, affine, node.name, index);
}

/** The linear node before, if nothing stands between its sum and the affine one, and their channels agree. */
function foldable(before: GraphNode | undefined, affine: Affine, index: GraphIndex): Linear | undefined {
  const linear = linearOf(before, index);
  if (!linear || linear.activation || !index.usedOnce(linear.node.name)) return undefined;
  return affine.scale.length === 1 || affine.scale.length === linear.channels ? linear : undefined;
}

function throughReshape(node: GraphNode, affine: Affine, reshape: GraphNode, index: GraphIndex): Change | undefined {
  const linear = foldable(index.producer(reshape.inputs[0]), affine, index);
  const shape = index.facts(reshape.name).shape;
  if (!linear || !shape || affine.rank > shape.length || shape.at(-1) !== linear.channels) return undefined;
  if (!takesBias(linear) && affine.offset.some((value) => value !== 0)) return undefined;
  const name = freshName(index.graph, `${node.name}/before_reshape`);
  const change = folded(linear, affine, name, index);
  if (!change) return undefined;
  const after = { ...reshape, name: node.name, inputs: [name, ...reshape.inputs.slice(1)] };
  return { ...change, nodes: [...(change.nodes ?? []), after] };
}

function folded(linear: Linear, affine: Affine, name: string, { graph }: GraphIndex): Change | undefined {
  const [scale, offset] = [spread(affine.scale, linear.channels), spread(affine.offset, linear.channels)];
  const constants = new Map<string, Weight>();
  const add = (part: string, weight: Weight) => {
    const fresh = freshName(graph, `${name}/${part}`);
    constants.set(fresh, weight);
    return fresh;
  };
  const scales = scale.some((value) => value !== 1);
  const shifts = offset.some((value) => value !== 0);
  const filter = scales ? { filter: add('filter', scaledFilter(linear, 'to', scale)) } : {};
  const old = linear.bias?.values as Float32Array | undefined;
  const shifted = offset.map((value, i) => (old?.[i] ?? 0) * (scale[i] ?? NaN) + value);
  const change = (): Change | undefined => {
    if (takesBias(linear)) {
      const bias = shifts || (old && scales) ? { bias: add('bias', vector(shifted)) } : {};
      return { nodes: [linearNode(linear, { name, ...filter, ...bias })], constants };
    }
    if (!shifts) return { nodes: [linearNode(linear, { name, ...filter })], constants };
    if (!scales) return undefined;
    const scaled = freshName(graph, `${name}/scaled`);
    const sum = { name, op: 'AddV2', inputs: [scaled, add('offset', vector(offset))], attributes: floats };
    return { nodes: [linearNode(linear, { name: scaled, ...filter }), sum], constants };
  };
  const done = change();
  return [...constants.values()].every(isFinite) ? done : undefined;
}

const floats = { T: { type: 'DT_FLOAT' } };
