import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Embedding } from '../../../src/model/values.js';
import { decode, float32 } from './decode.js';

describe('regression', () => {
  const measure = (value: number, own = {}) =>
    decode({ kind: 'regression', output: 'y', unit: '°C', ...own }, { shape: [null, 1] }, float32([value])) as number;

  test('is scaled and moved', () => {
    expect(measure(20)).toBe(20);
    expect(measure(20, { scale: 1.5, offset: -5 })).toBe(25);
    expect(measure(NaN)).toBeNaN();
  });

  test('of a single number without dimensions', () => {
    expect(decode({ kind: 'regression', output: 'y', unit: 'm' }, { shape: [] }, float32([3], []))).toBe(3);
    expect(decode({ kind: 'regression', output: 'y', unit: 'm' }, { shape: [null] }, float32([3, 4], [2]))).toEqual([
      3, 4,
    ]);
  });
});

describe('embedding', () => {
  const embed = (values: readonly number[], normalization: 'none' | 'l2' = 'l2', shape?: readonly number[]) =>
    decode(
      { kind: 'embedding', output: 'y', normalization },
      { shape: shape ?? [null, values.length] },
      float32(values, shape),
    ) as Embedding;

  test('is the vector, or one of length 1 in its direction', () => {
    expect(embed([3, 4], 'none')).toEqual(Float32Array.of(3, 4));
    expect(embed([3, 4])).toEqual(Float32Array.of(0.6, 0.8));
    expect(embed([3, 0, 0, 4], 'l2', [1, 1, 1, 4])).toEqual(Float32Array.of(0.6, 0, 0, 0.8));
    expect(embed([0, 0])).toEqual(Float32Array.of(0, 0));
  });

  test('does not hang on the outputs afterwards', () => {
    const y = float32([3, 4]);
    const vector = decode({ kind: 'embedding', output: 'y' }, { shape: [null, 2] }, y) as Embedding;
    vector[0] = 7;
    expect(y.data[0]).toBe(3);
  });

  test('any numbers, the largest as the smallest, come to a length of 1 in their direction', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), (values) => {
        const vector = embed(values);
        const scale = Math.max(...values.map(Math.abs));
        if (scale === 0) return;
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
        values.forEach((value, i) => {
          expect(Math.sign(vector[i]!) * Math.sign(value)).toBeGreaterThanOrEqual(0);
        });
        const largest = values.findIndex((value) => Math.abs(value) === scale);
        values.forEach((value, i) => {
          expect(vector[i]! / vector[largest]!).toBeCloseTo(value / values[largest]!, 5);
        });
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });
});
