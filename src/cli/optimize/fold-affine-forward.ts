import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { affineOf, spread } from './affine.js';
import { isUnpadded, linearNode, linearOf, takesBias } from './linear.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';
import { isFinite, offsetThrough, scaledFilter, vector } from './scaled.js';

/**
 * What scales or shifts the channels goes into the weights of the one convolution or matrix product that takes the
 * result. A shift only where nothing is padded: the zeros of a padding are not shifted.
 */
export const foldAffineForward: Pass = {
  name: 'fold scale and shift into the weights behind',
  run: (graph) => rewrite(graph, fold),
};

function fold(node: GraphNode, index: GraphIndex): Change | undefined {
  const linear = linearOf(node, index);
  const before = index.producer(linear?.x);
  const channels = linear?.inputChannels;
  if (!linear || !before || channels === undefined || !index.usedOnce(before.name)) return undefined;
  const affine = affineOf(before, index);
  if (!affine || !keepsShape(affine, index, linear.rank, channels)) return undefined;
  const [scale, offset] = [spread(affine.scale, channels), spread(affine.offset, channels)];
  const shifts = offset.some((value) => value !== 0);
  if (shifts && !(isUnpadded(linear) && takesBias(linear))) return undefined;

  const constants = new Map<string, Weight>();
  const add = (part: string, weight: Weight) => {
    const name = freshName(index.graph, `${node.name}/${part}`);
    constants.set(name, weight);
    return name;
  };
  const filter = scale.some((value) => value !== 1)
    ? { filter: add('filter', scaledFilter(linear, 'from', scale)) }
    : {};
  const old = linear.bias?.values as Float32Array | undefined;
  const bias = shifts
    ? { bias: add('bias', vector(offsetThrough(linear, offset).map((value, i) => value + (old?.[i] ?? 0)))) }
    : {};
  if (![...constants.values()].every(isFinite)) return undefined;
  return { nodes: [linearNode(linear, { name: node.name, x: affine.x, ...filter, ...bias })], constants };
}

/** True where the constants are not larger than what they are applied to, which then is of the shape of the result. */
function keepsShape(
  { x, scale, rank }: { x: string; scale: readonly number[]; rank: number },
  index: GraphIndex,
  inputRank: number,
  channels: number,
): boolean {
  const shape = index.facts(x).shape;
  if (!shape) return rank === 0;
  return (
    shape.length === inputRank &&
    rank <= inputRank &&
    (scale.length === 1 || scale.length === channels) &&
    shape.at(-1) === channels
  );
}
