import type { Weight } from '../graph/graph.js';
import { sizeOf } from '../../model/tensor.js';

type Binary = (a: number, b: number) => number;
type Unary = (a: number) => number;

/** For float32 and int32 alike, each rounded to its type as TF.js's kernels do. */
export const binaryOps: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  BiasAdd: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Maximum: (a, b) => Math.max(a, b),
  Minimum: (a, b) => Math.min(a, b),
  SquaredDifference: (a, b) => (a - b) ** 2,
};

export const floatBinaryOps: Readonly<Record<string, Binary>> = {
  RealDiv: (a, b) => a / b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
};

export const floatUnaryOps: Readonly<Record<string, Unary>> = {
  Neg: (a) => -a,
  Abs: Math.abs,
  Square: (a) => a * a,
  Sqrt: Math.sqrt,
  Rsqrt: (a) => 1 / Math.sqrt(a),
  Exp: Math.exp,
  Log: Math.log,
  Reciprocal: (a) => 1 / a,
};

/** Element by element, with TensorFlow's broadcasting: axes are matched from the last one, and 1 fits every size. */
export function combine(a: Weight, b: Weight, op: Binary): Weight | undefined {
  const rank = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [a, b].map(({ shape }) => [...Array.from({ length: rank - shape.length }, () => 1), ...shape]);
  if (!left || !right) return undefined;
  const shape = left.map((size, axis) => (size === 1 ? (right[axis] ?? 1) : size));
  if (shape.some((size, axis) => ![1, size].includes(right[axis] ?? 1))) return undefined;
  const values = emptyLike(a, sizeOf(shape));
  if (!values) return undefined;
  const places = [placesOf(shape, left), placesOf(shape, right)] as const;
  for (let i = 0; i < values.length; i++) {
    values[i] = op(Number(a.values[places[0](i)]), Number(b.values[places[1](i)]));
  }
  return { shape, dtype: a.dtype, values };
}

export function mapped(a: Weight, op: Unary): Weight | undefined {
  const values = emptyLike(a, a.values.length);
  if (!values) return undefined;
  for (let i = 0; i < values.length; i++) values[i] = op(Number(a.values[i]));
  return { shape: a.shape, dtype: a.dtype, values };
}

function emptyLike({ values }: Weight, length: number): Float32Array | Int32Array | undefined {
  if (values instanceof Float32Array) return new Float32Array(length);
  return values instanceof Int32Array ? new Int32Array(length) : undefined;
}

/** From a place in the result to the place in an operand that is spread over it. */
function placesOf(shape: readonly number[], operand: readonly number[]): (place: number) => number {
  const steps = stepsOf(operand).map((step, axis) => (operand[axis] === 1 ? 0 : step));
  const own = stepsOf(shape);
  return (place) =>
    own.reduce((sum, step, axis) => sum + (Math.floor(place / step) % (shape[axis] ?? 1)) * (steps[axis] ?? 0), 0);
}

/** How far apart neighbours along each axis lie, in row-major order. */
export function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}
