import { describe, expect, test } from 'vitest';
import { relativeDifference } from '../../src/model/compare.js';
import type { Tensors } from '../../src/model/tensor.js';

const y = (...values: number[]): Tensors => ({
  y: { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) },
});
const s = (...data: string[]): Tensors => ({ s: { dtype: 'string', shape: [data.length], data } });

describe('the difference of two answers', () => {
  test('is relative to the largest magnitude of the reference', () => {
    expect(relativeDifference(y(1, -4), y(1, -4))).toBe(0);
    expect(relativeDifference(y(1, -4), y(2, -4))).toBe(0.25);
    expect(relativeDifference({ ...y(1), ...s('a') }, { ...y(1.5), ...s('a') })).toBe(0.5);
    expect(relativeDifference(y(), y())).toBe(0);
  });

  test('does not explode around zero', () => {
    expect(relativeDifference(y(0, 0), y(1e-7, 0))).toBeCloseTo(0.1);
  });

  test.each<[string, Tensors, Tensors]>([
    ['a missing output', y(1), {}],
    ['another shape', y(1, 2), { y: { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, 2) } }],
    ['another text', s('a'), s('b')],
    ['NaN where a number was', y(1), y(NaN)],
    ['a number where NaN was', y(NaN), y(1)],
    ['the other infinity', y(Infinity), y(-Infinity)],
    ['infinity where a number was', y(1), y(Infinity)],
  ])('is infinite for %s', (_, reference, actual) => {
    expect(relativeDifference(reference, actual)).toBe(Infinity);
  });

  test('is none for NaN and infinity at their places', () => {
    expect(relativeDifference(y(NaN, Infinity, 2, -0), y(NaN, Infinity, 2, 0))).toBe(0);
  });
});
