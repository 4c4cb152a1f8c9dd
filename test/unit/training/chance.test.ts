import { expect, test } from 'vitest';
import { Random } from '../../../models/training/random.js';
import { stratifiedSplit } from '../../../models/training/split.js';

const shares = { train: 0.6, validation: 0.2, test: 0.2 };
const labels = Array.from({ length: 1000 }, (_, i) => Number(i % 10 < 3));

test('a split holds every sample once, each part with the mix of labels', () => {
  const split = stratifiedSplit(labels, shares, new Random(1));
  const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
  expect(all).toEqual(labels.map((_, place) => place));
  for (const [part, count] of [
    [split.train, 600],
    [split.validation, 200],
    [split.test, 200],
  ] as const) {
    expect(part).toHaveLength(count);
    expect(part.filter((place) => labels[place] === 1)).toHaveLength(0.3 * count);
  }
});

test('a split is the same for a seed, and another for another', () => {
  expect(stratifiedSplit(labels, shares, new Random(1))).toEqual(stratifiedSplit(labels, shares, new Random(1)));
  expect(stratifiedSplit(labels, shares, new Random(2))).not.toEqual(stratifiedSplit(labels, shares, new Random(1)));
  expect(() => stratifiedSplit(labels, { ...shares, test: 0.3 }, new Random(1))).toThrow(RangeError);
});

test('streams of a seed are independent', () => {
  const [first, second] = [1, 2].map((stream) => {
    const random = new Random(1, stream);
    return Array.from({ length: 5000 }, () => random.next() - 0.5);
  }) as [number[], number[]];
  const correlation = first.reduce((sum, x, i) => sum + x * second[i]!, 0) / (5000 / 12);
  expect(Math.abs(correlation)).toBeLessThan(0.06); // four standard deviations
});

test('normal numbers have mean 0 and deviation 1; shuffling loses nothing', () => {
  const random = new Random(3);
  const values = Array.from({ length: 20_000 }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
  const items = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = random.shuffled(items);
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
});
