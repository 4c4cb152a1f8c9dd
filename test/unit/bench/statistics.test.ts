import { describe, expect, test } from 'vitest';
import { quantile, ratioOf, summarize } from '../../bench/statistics.js';

describe('a summary', () => {
  test('of an odd count is the value in the middle and those halfway to the ends', () => {
    expect(summarize([5, 1, 3, 2, 4])).toEqual({ median: 3, quartiles: [2, 4], runs: 5 });
  });

  test('of an even count lies between values', () => {
    expect(summarize([10, 20])).toEqual({ median: 15, quartiles: [12.5, 17.5], runs: 2 });
  });

  test('is moved little by one slow run', () => {
    expect(summarize([1, 1, 1, 1, 900]).median).toBe(1);
  });

  test('of nothing is no number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('a ratio', () => {
  test('is of the medians, and of the two runs of each round', () => {
    // The machine is twice as slow in the second round: the rounds agree on a half all the same.
    expect(ratioOf([10, 20, 10], [20, 40, 20])).toEqual({
      ofMedians: 0.5,
      paired: { median: 0.5, quartiles: [0.5, 0.5], runs: 3 },
    });
  });

  test('keeps a round together', () => {
    expect(ratioOf([1, 9, 1], [1, 1, 9])?.paired.quartiles).toEqual([(1 / 9 + 1) / 2, 5]);
  });

  test('there is none of zero', () => {
    expect(ratioOf([0, 0], [0, 0])).toBeNull();
  });

  test('there is none of runs that do not pair', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow('2 runs cannot be paired with 1.');
    expect(() => ratioOf([], [])).toThrow(RangeError);
  });
});
