import { sizeOf } from '../../model/tensor.js';
import { attribute } from '../graph/attributes.js';
import type { Emitter } from './emitter.js';
import type { Shapes } from './program.js';
import type { Constant } from './recording.js';
import { freeShape, type Value } from './values.js';

/**
 * A constant that the recordings hold in several sizes, such as the first state of a recurrent layer: repeated where it is
 * the same all along the dimensions that vary, counted where it is 0, 1, 2, …
 */
export function sizedConstant(constants: readonly Constant[], make: Emitter): Value {
  const shapes = constants.map(({ shape }) => shape);
  const [first] = constants;
  if (!first) throw new Error('There is no recording without a constant.');
  const { dtype } = first;
  if (constants.every((constant) => constant === first)) {
    return { shapes, dtype, base: { constant: first, shapes }, view: 'none' };
  }
  if (shapes.every(({ length }) => length === first.shape.length)) {
    const small = shrunk(first, shapes);
    if (constants.every((constant) => isRepeated(small, constant))) {
      const base = { constant: small, shapes: shapes.map(() => small.shape) };
      return { shapes, dtype, base, view: 'repeat' };
    }
    if (dtype === 'int32' && constants.every(counts)) {
      const [start, step] = [make.ints([0], []), make.ints([1], [])];
      const end = make.size(
        shapes.map(([size = 0]) => size),
        'how far it counts',
      );
      return make.node('Range', [start, end, step], { shapes, dtype }, { Tidx: attribute.type('int32') });
    }
  }
  throw make.refuse('computes with constants that hang on the inputs’ sizes in a way that a graph cannot follow.');
}

/** Its first values along every dimension that varies. */
function shrunk({ shape, dtype, values, weight }: Constant, shapes: Shapes): Constant {
  const small = freeShape(shapes).map((size) => size ?? 1);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const place = placesIn(small);
  const picked = Array.from({ length: sizeOf(small) }, (_, i) => {
    const from = place(i).reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0);
    return values[from] ?? 0;
  });
  return {
    shape: small,
    dtype,
    values: (values.constructor as typeof Float32Array).from(picked),
    ...(weight && { weight: { name: weight.name, unchanged: false } }),
  };
}

function isRepeated(small: Constant, { shape, values }: Constant): boolean {
  const strides = small.shape.map((size, axis) => (size === 1 ? 0 : sizeOf(small.shape.slice(axis + 1))));
  const place = placesIn(shape);
  return values.every((value, i) => {
    const from = place(i).reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0);
    return Object.is(small.values[from], value);
  });
}

function counts({ shape, values }: Constant): boolean {
  return shape.length === 1 && values.every((value, i) => value === i);
}

/** Where along each dimension the value of a place in row-major order stands. */
function placesIn(shape: readonly number[]): (place: number) => number[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  return (place) => shape.map((size, axis) => Math.floor(place / (strides[axis] ?? 1)) % size);
}
