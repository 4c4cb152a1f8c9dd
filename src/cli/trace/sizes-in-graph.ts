import type { DType } from '../../model/tensor.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Base, Value } from './values.js';

/** `size of the tensor's axis × factor + addend`. */
export interface SizeInGraph {
  tensor: Value;
  axis: number;
  factor: number;
  addend: number;
}

/**
 * A tensor of the graph whose size tells a number that changes with the inputs' sizes, in all recordings: one of the
 * step's own before any other, an equal size before one to compute with.
 */
export function sizeInGraph(
  values: readonly number[],
  near: readonly Value[],
  builder: GraphBuilder,
): SizeInGraph | undefined {
  const own = near.flatMap(({ base, dtype }) => (base.constant ? [] : [valueOf(base, dtype)]));
  const others = function* () {
    for (const base of builder.made()) yield valueOf(base, 'float32');
  };
  return (
    first(own, (tensor) => relation(values, tensor, true)) ??
    first(own, (tensor) => relation(values, tensor, false)) ??
    first(others(), (tensor) => relation(values, tensor, true)) ??
    first(others(), (tensor) => relation(values, tensor, false))
  );
}

function valueOf(base: Base, dtype: DType): Value {
  return { shapes: base.shapes, dtype, base, view: 'none' };
}

function first<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function relation(values: readonly number[], tensor: Value, equal: boolean): SizeInGraph | undefined {
  const [shape = []] = tensor.shapes;
  return first(shape.keys(), (axis) => {
    const sizes = tensor.shapes.map((shape) => shape[axis] ?? 0);
    const line = equal ? { factor: 1, addend: 0 } : lineThrough(sizes, values);
    if (!line) return undefined;
    const fits = sizes.every((size, i) => size * line.factor + line.addend === values[i]);
    return fits ? { tensor, axis, ...line } : undefined;
  });
}

/** Two points do not show a line: with as few, nothing but a multiple counts. */
function lineThrough(
  sizes: readonly number[],
  values: readonly number[],
): { factor: number; addend: number } | undefined {
  const [x0 = 0, x1 = 0] = sizes;
  const [y0 = 0, y1 = 0] = values;
  if (x0 === x1) return undefined;
  const factor = (y1 - y0) / (x1 - x0);
  const addend = y0 - factor * x0;
  if (!Number.isInteger(factor) || factor < 1) return undefined;
  return sizes.length > 2 || addend === 0 ? { factor, addend } : undefined;
}
