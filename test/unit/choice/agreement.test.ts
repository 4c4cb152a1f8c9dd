import { describe, expect, test } from 'vitest';
import { agrees, tolerance } from '../../../src/choice/agreement.js';
import type { Tensors } from '../../../src/model/tensor.js';
import { randomNumbers } from '../../support/models/random.js';

const y = (...values: number[]): Tensors => ({
  y: { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) },
});
const int = (...values: number[]): Tensors => ({
  i: { dtype: 'int32', shape: [values.length], data: Int32Array.from(values) },
});
const bool = (...values: number[]): Tensors => ({
  b: { dtype: 'bool', shape: [values.length], data: Uint8Array.from(values) },
});
const text = (...data: string[]): Tensors => ({ s: { dtype: 'string', shape: [data.length], data } });

test('the tolerance grows by the root of the depth, and stays below what 16 bits do at once', () => {
  expect(tolerance('float32', 1)).toBe(1e-4);
  expect(tolerance('float32', 4)).toBeCloseTo(2e-4, 10);
  expect(tolerance('float32', 2)).toBeCloseTo(Math.SQRT2 * 1e-4, 10);
  for (const depth of [0, -1]) expect(tolerance('float32', depth)).toBe(1e-4);
  for (const depth of [5, 100, 1e6, Infinity]) expect(tolerance('float32', depth)).toBe(2e-4);
  for (const dtype of ['int32', 'bool', 'string'] as const) expect(tolerance(dtype, 100)).toBe(0);
});

describe('two answers agree', () => {
  test.each<[string, Tensors, Tensors]>([
    [
      'that are equal',
      { ...y(1, 2), ...int(3), ...bool(1), ...text('a') },
      { ...y(1, 2), ...int(3), ...bool(1), ...text('a') },
    ],
    ['within the tolerance of their scale', y(0, 1000), y(0.09, 1000)],
    ['with NaN and Infinity at the same places', y(NaN, Infinity, -Infinity, -0), y(NaN, Infinity, -Infinity, 0)],
    ['that are empty', y(), y()],
  ])('%s', (_, reference, actual) => {
    expect(agrees(reference, actual, 1)).toMatchObject({ agreed: true });
  });

  test.each<[string, Tensors, Tensors]>([
    ['beyond the tolerance of their scale', y(0, 1000), y(0.21, 1000)],
    ['of which one of two tensors is beyond it', { ...int(1), ...y(1) }, { ...int(1), ...y(1.001) }],
    ['by one in a million', int(1_000_000), int(1_000_001)],
    ['by one truth', bool(1, 0), bool(1, 1)],
    ['by a letter', text('a'), text('b')],
    ['by a name', y(1), { z: y(1)['y']! }],
    ['by a tensor too many', y(1), { ...y(1), ...int(1) }],
    ['by a tensor too few', { ...y(1), ...int(1) }, y(1)],
    ['by shape', y(1, 2), { y: { ...y(1, 2)['y']!, shape: [2, 1] } }],
    ['by dtype', y(1), { y: { ...int(1)['i']! } }],
    ['by NaN where a number was', y(1), y(NaN)],
    ['by a number where NaN was', y(NaN), y(1)],
    ['by the sign of Infinity', y(Infinity), y(-Infinity)],
    ['by 0 where 4 is right', y(4), y(0)],
  ])('and do not when they differ %s', (_, reference, actual) => {
    expect(agrees(reference, actual, 100).agreed).toBe(false);
  });

  test('by a difference that is told, the largest of all tensors', () => {
    expect(agrees({ ...y(4), ...int(8) }, { ...y(3), ...int(8) }, 1).difference).toBe(0.25);
    expect(agrees({ ...y(4), ...int(8) }, { ...y(3), ...int(4) }, 1).difference).toBe(0.5);
    expect(agrees(y(1), {}, 1)).toEqual({ agreed: false, difference: Infinity });
  });
});

/** To the nearest of 16-bit floats (11 significant bits), which is what such a texture keeps. */
function half(value: number): number {
  if (value === 0) return 0;
  const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value)))) - 10);
  return Math.round(value / step) * step;
}

type Round = (value: number) => number;

/** Dense layers of 64 with relu between them, each value kept as `keep` leaves it, in another order of sums. */
function network(depth: number, seed: number, keep: Round, backwards: boolean): Tensors {
  const width = 64;
  const random = randomNumbers(seed);
  let values = Array.from({ length: width }, () => keep(Math.fround((random() + 1) / 2)));
  for (let layer = 0; layer < depth; layer++) {
    // As they are initialised for relu (He): the scale stays.
    const weights = Array.from({ length: width * width }, () => keep(Math.fround(random() * Math.sqrt(6 / width))));
    values = values.map((_, to) => {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const from = backwards ? width - 1 - i : i;
        sum = Math.fround(sum + Math.fround(values[from]! * weights[to * width + from]!));
      }
      return keep(layer < depth - 1 ? Math.max(0, sum) : sum);
    });
  }
  return y(...values);
}

describe.each([1, 2, 5, 10, 30])('a network %i deep', (depth) => {
  test.each([1, 2, 3])('agrees with itself in float32, and not with itself in 16 bits (seed %i)', (seed) => {
    const reference = network(depth, seed, Math.fround, false);
    const otherOrder = agrees(reference, network(depth, seed, Math.fround, true), depth);
    expect(otherOrder).toMatchObject({ agreed: true });
    expect(otherOrder.difference).toBeGreaterThan(0);
    expect(agrees(reference, network(depth, seed, half, false), depth)).toMatchObject({ agreed: false });
  });
});

test('one rounding to 16 bits alone is seen', () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 200; round++) {
    const values = Array.from({ length: 64 }, random);
    // The scale is a power of two or just below the next: the worst of both for telling them apart.
    const top = round % 2 === 0 ? 1 : 1.999;
    expect(agrees(y(top, ...values), y(half(top), ...values.map(half)), 1).agreed).toBe(false);
  }
});
