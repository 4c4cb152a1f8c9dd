import { sizeOf, type DType } from '../../model/tensor.js';
import type { Shapes } from './program.js';
import type { Constant } from './recording.js';

/**
 * A tensor of the graph that is being built. Until a node needs it as it is, it may be a mere view of another one that is
 * there: in another shape, or repeated along dimensions in which that has size 1.
 */
export interface Value {
  readonly shapes: Shapes;
  readonly dtype: DType;
  readonly base: Base;
  readonly view: 'none' | 'reshape' | 'repeat';
}

/** What a view is of: an output of a node, or a constant. */
export type Base = { readonly shapes: Shapes } & (
  { readonly node: string; readonly constant?: undefined } | { readonly constant: Constant; readonly node?: undefined }
);

export function sameShapes(a: Shapes, b: Shapes): boolean {
  return a.every((shape, i) => shape.join() === b[i]?.join());
}

/** A tensor in another shape; a view of a view is one of what that is of. */
export function reshaped(value: Value, shapes: Shapes): Value {
  if (sameShapes(value.shapes, shapes)) return value;
  if (value.view === 'repeat') throw new Error('A repeated tensor has to be there before it is reshaped.');
  const { base, dtype } = value;
  return { shapes, dtype, base, view: sameShapes(base.shapes, shapes) ? 'none' : 'reshape' };
}

/** What a view is of, as a tensor of its own. */
export function baseOf({ base, dtype }: Value): Value {
  return { shapes: base.shapes, dtype, base, view: 'none' };
}

/** A constant in another shape, which takes no node. */
export function constantAs(value: Value, shape: readonly number[]): Value | undefined {
  const { constant } = value.base;
  if (!constant || value.view !== 'none' || sizeOf(constant.shape) !== sizeOf(shape)) return undefined;
  const shapes = value.shapes.map(() => shape);
  return { shapes, dtype: value.dtype, base: { constant: { ...constant, shape }, shapes }, view: 'none' };
}

/** The size of each dimension, or null where the recordings differ in it. */
export function freeShape(shapes: Shapes): (number | null)[] {
  const [first = []] = shapes;
  return first.map((size, axis) => (shapes.every((shape) => shape[axis] === size) ? size : null));
}

/** The shapes that tensors of these shapes are broadcast to, or null where they do not fit. */
export function broadcastOf(operands: readonly Shapes[], recordings: number): Shapes | null {
  const all: number[][] = [];
  for (let i = 0; i < recordings; i++) {
    const shapes = operands.map((shapes) => shapes[i] ?? []);
    const rank = Math.max(...shapes.map(({ length }) => length));
    const shape: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((size) => size !== 1);
      if (sizes.some((size) => size !== sizes[0])) return null;
      shape.push(sizes[0] ?? 1);
    }
    all.push(shape);
  }
  return all;
}
