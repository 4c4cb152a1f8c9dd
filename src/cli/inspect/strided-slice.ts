import { intAttribute } from '../graph/attributes.js';
import type { GraphNode } from '../graph/graph.js';

interface Slice {
  shape: number[];
  /** For a tensor of one dimension: the places that are taken, in their order. */
  places?: number[];
}

/**
 * What `tf.strided_slice` cuts out, by its masks (tensorflow/core/ops/array_ops.cc): bit i of `begin_mask` and `end_mask`
 * leaves bound i out, of `ellipsis_mask` stands for all dimensions between, of `new_axis_mask` adds one, and of
 * `shrink_axis_mask` takes one place and drops the dimension.
 *
 * @param bounds begin, end and strides; undefined where a bound is not known
 */
export function sliceOf(
  node: GraphNode,
  sizes: readonly number[],
  [begin, end, strides]: readonly (readonly number[] | undefined)[],
): Slice | undefined {
  if (!begin || !end || !strides) return undefined;
  const mask = (name: string, i: number) => ((intAttribute(node, name) >> i) & 1) === 1;
  const added = begin.filter((_, i) => mask('new_axis_mask', i) && !mask('ellipsis_mask', i)).length;
  const shape: number[] = [];
  let places: number[] | undefined;
  let axis = 0;
  for (const [i] of begin.entries()) {
    if (mask('ellipsis_mask', i)) {
      const between = sizes.length - (begin.length - 1 - added);
      for (let left = between; left > 0; left--) shape.push(sizes[axis++] ?? 0);
      continue;
    }
    if (mask('new_axis_mask', i)) {
      shape.push(1);
      continue;
    }
    const taken = placesOf(sizes[axis++] ?? 0, {
      begin: mask('begin_mask', i) ? undefined : begin[i],
      end: mask('end_mask', i) ? undefined : end[i],
      stride: strides[i] ?? 1,
      one: mask('shrink_axis_mask', i),
    });
    if (!mask('shrink_axis_mask', i)) shape.push(taken.length);
    places = taken;
  }
  shape.push(...sizes.slice(axis));
  return sizes.length === 1 && places ? { shape, places } : { shape };
}

interface Bounds {
  begin: number | undefined;
  end: number | undefined;
  stride: number;
  one: boolean;
}

function placesOf(size: number, { begin, end, stride, one }: Bounds): number[] {
  const fromEnd = (bound: number) => (bound < 0 ? bound + size : bound);
  if (one) return [fromEnd(begin ?? 0)];
  const [low, high] = stride > 0 ? [0, size] : [-1, size - 1];
  const clamp = (bound: number) => Math.min(Math.max(fromEnd(bound), low), high);
  const start = begin === undefined ? (stride > 0 ? low : high) : clamp(begin);
  const stop = end === undefined ? (stride > 0 ? high : low) : clamp(end);
  const length = Math.max(0, Math.ceil((stop - start) / stride));
  return Array.from({ length }, (_, i) => start + i * stride);
}
