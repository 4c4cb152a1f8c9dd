import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogramOf, momentsOf } from '../../../src/model/profile/histogram.js';
import type { FieldProfile } from '../../../src/model/profile/profile.js';
import { medianOfBins, roundedMedian, typicalOf } from '../../../src/model/profile/typical.js';

fc.configureGlobal({ seed: 20261126 });

const floats = (...values: number[]) => Float64Array.from(values);
const medianOf = (values: Float64Array) => roundedMedian(values, histogramOf(values));

describe('the median of a profile', () => {
  test('is that of the values, to a power of ten below half a bin', () => {
    const years = Float64Array.from({ length: 41 }, (_, i) => 2000 + i);
    expect(medianOf(years)).toBe(2020);
    // Most of them 0, some far off: their bins alone would say 900 or so.
    const debts = floats(...new Array<number>(80).fill(0), 1700, 2500, 9000, 12_000, 30_000);
    expect(medianOf(debts)).toBe(0);
    const fractions = Float64Array.from({ length: 40 }, (_, i) => (i - 10) / 700);
    expect(medianOf(fractions)).toBeCloseTo(9.5 / 700, 2);
  });

  test('of an even number of values lies in the middle of two, whatever their order', () => {
    expect(medianOf(floats(9, 1, 8, 2, 7, 3, 6, 4, 30, 29))).toBe(7);
    expect(medianOf(floats(100, 0, 0, 0, 0, 0, 100, 100, 100, 100))).toBe(50);
  });

  test('is not told of fewer than ten', () => {
    expect(medianOf(floats(1, 2, 3, 4, 5, 6, 7, 8, 9))).toBeUndefined();
  });

  test('is off by half a bin at most, of any numbers', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 10, maxLength: 200 });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float64Array.from(list);
        const { edges } = histogramOf(values);
        const sorted = values.slice().sort();
        const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1]!, sorted[Math.floor(sorted.length / 2)]!];
        const off = Math.abs(medianOf(values)! - (low + high) / 2);
        expect(off).toBeLessThanOrEqual(0.26 * (edges[1]! - edges[0]!));
      }),
    );
  });
});

test('from bins alone the median is where half of them lie to either side', () => {
  expect(medianOfBins({ edges: [0, 1, 2, 3], counts: [2, 4, 2] })).toBe(1.5);
  expect(medianOfBins({ edges: [0, 10, 20], counts: [4, 0] })).toBe(5);
  expect(medianOfBins({ edges: [-4, 0, 8], counts: [1, 3] })).toBeCloseTo(8 / 3, 12);
  expect(medianOfBins({ edges: [0, 1, 2], counts: [0, 3] })).toBe(1.5);
});

describe('what is typical of a field', () => {
  const values = floats(1, 2, 2, 3, 4, 4, 5, 9, 9, 10);
  const histogram = histogramOf(values);
  const number: FieldProfile = {
    ...{ name: 'n', kind: 'number', missing: 0, histogram, moments: momentsOf(values, histogram), distinct: 7 },
  };

  test('is the median of a number: as the profile says it, else by its bins', () => {
    expect(typicalOf({ ...number, median: 4 })).toBe(4);
    expect(typicalOf(number)).toBe(medianOfBins(histogram));
  });

  test('is the most frequent category that has a name', () => {
    const category = { name: 'c', kind: 'category', missing: 0, other: 3 } as const;
    const counts = [
      { value: 'b', count: 30 },
      { value: 'a', count: 12 },
    ];
    expect(typicalOf({ ...category, counts })).toBe('b');
    expect(typicalOf({ ...category, counts: [] })).toBeUndefined();
  });
});
