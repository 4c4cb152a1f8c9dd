import { describe, expect, test } from 'vitest';
import { chooseFastest, isFaster, median } from '../../../src/choice/choose.js';
import type { Configuration } from '../../../src/model/backend.js';
import type { Measurement } from '../../../src/model/backend-choice.js';
import { nameOf } from '../../support/devices.js';
import { randomNumbers } from '../../support/models/random.js';

test('a change has to be worth a tenth, no less', () => {
  expect(isFaster(9, 10)).toBe(true);
  expect(isFaster(9.01, 10)).toBe(false);
  expect(isFaster(12, 10)).toBe(false);
  expect(isFaster(NaN, 10)).toBe(false);
  expect(isFaster(1, NaN)).toBe(false);
});

test.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
  [[], NaN],
])('the median of %j is %d', (values, expected) => {
  const given = [...values];
  expect(median(given)).toBe(expected);
  expect(given).toEqual(values);
});

const first: Configuration = { backend: 'wasm', threads: 1 };
const all: Configuration[] = [
  first,
  { backend: 'webgl', threads: 1 },
  ...[2, 4, 8].map((threads): Configuration => ({ backend: 'wasm', threads })),
];
/** Numbers in [0, 1). */
function randomFrom(seed: number): () => number {
  const next = randomNumbers(seed);
  return () => (next() + 1) / 2;
}
const statuses = ['measured', 'disagreed', 'failed', 'timed-out', 'skipped'] as const;

describe('chooseFastest', () => {
  test('stays with the first that nothing was held against, or that was not measured itself', () => {
    expect(chooseFastest(first, [])).toEqual(first);
    const webgl: Measurement = { backend: 'webgl', threads: 1, status: 'measured', median: 1 };
    expect(chooseFastest(first, [webgl])).toEqual(first);
    expect(chooseFastest(first, [{ ...first, status: 'measured' }, webgl])).toEqual(first);
    expect(chooseFastest(first, [{ ...first, status: 'measured', median: 2 }, webgl])).toEqual(all[1]);
  });

  test('never is slower than the first, never takes what did not agree', () => {
    const random = randomFrom(20);
    const chosen = new Set<string>();
    for (let round = 0; round < 2000; round++) {
      const measurements = all.map((configuration, i): Measurement => {
        const status = i === 0 || random() < 0.5 ? 'measured' : statuses[Math.floor(random() * 5)]!;
        return { ...configuration, status, median: 1 + 100 * random() };
      });
      const choice = chooseFastest(first, measurements);
      chosen.add(nameOf(choice));
      const entry = measurements.find((m) => nameOf(m) === nameOf(choice))!;
      const own = measurements[0]!.median!;
      expect(entry.status).toBe('measured');
      if (nameOf(choice) === nameOf(first)) continue;
      expect(entry.median).toBeLessThanOrEqual(0.9 * own);
    }
    expect(chosen.size).toBe(all.length);
  });

  test('is within a tenth of the fastest that agreed', () => {
    const random = randomFrom(21);
    for (let round = 0; round < 2000; round++) {
      const measurements = all.map((configuration): Measurement => ({
        ...{ ...configuration, status: 'measured', median: 1 + 100 * random() },
      }));
      const choice = chooseFastest(first, measurements);
      const taken = measurements.find((m) => nameOf(m) === nameOf(choice))!.median!;
      expect(0.9 * taken).toBeLessThan(Math.min(...measurements.map((m) => m.median!)) + 1e-9);
    }
  });
});
