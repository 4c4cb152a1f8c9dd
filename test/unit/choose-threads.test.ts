import { describe, expect, test } from 'vitest';
import {
  firstChoice,
  isWorthwhile,
  measuredChoice,
  median,
  planThreads,
  type ThreadFacts,
} from '../../src/page/choose-threads.js';

const device = (facts: Partial<ThreadFacts>): ThreadFacts => ({
  backend: 'wasm',
  asked: 'auto',
  location: 'worker',
  isolated: true,
  cores: 4,
  ...facts,
});

describe('planThreads', () => {
  test.each([
    [1, []],
    [2, [2]],
    [3, [2]],
    [4, [2, 4]],
    [6, [2, 4]],
    [8, [2, 4, 8]],
    [16, [2, 4, 8]],
    [128, [2, 4, 8]],
  ])('begins with one thread on %i cores and tries %j', (cores, candidates) => {
    expect(planThreads(device({ cores }))).toMatchObject({ first: 1, candidates });
  });

  test.each([
    ['one core', { cores: 1 }, /one core/],
    ['cores that the browser does not tell', { cores: undefined as unknown as number }, /one core/],
    ['a page that is not isolated', { isolated: false, cores: 16 }, /Cross-Origin-Embedder-Policy/],
    ['a page that is not isolated, and four asked for', { isolated: false, asked: 4 }, /not cross-origin isolated/],
    ['a run on the page itself', { location: 'page' as const, cores: 16 }, /page/],
    ['one asked for', { asked: 1, cores: 16 }, /asked for/],
  ])('keeps to one thread with %s, and says why', (_, facts, why) => {
    const plan = planThreads(device(facts));
    expect(plan).toMatchObject({ first: 1, candidates: [] });
    expect(plan.reasons.join(' ')).toMatch(why);
  });

  test.each(['webgl', 'cpu'] as const)('has nothing to say of %s', (backend) => {
    expect(planThreads(device({ backend, asked: 4 }))).toEqual({ first: 1, candidates: [], reasons: [] });
  });

  test.each([
    [2, 2],
    [3, 3],
    [8, 8],
    [9, 8],
    [64, 8],
  ])('takes %i that were asked for as %i, and tries no others', (asked, first) => {
    for (const location of ['worker', 'page'] as const) {
      const plan = planThreads(device({ asked, location, cores: 2 }));
      expect(plan).toMatchObject({ first, candidates: [] });
      expect(plan.reasons[0]).toContain(`${String(asked)} threads were asked for`);
      expect(plan.reasons).toHaveLength(asked > 8 ? 2 : 1);
    }
  });
});

test('a change-over is worth a tenth, no less', () => {
  expect(isWorthwhile(9, 10)).toBe(true);
  expect(isWorthwhile(9.01, 10)).toBe(false);
  expect(isWorthwhile(12, 10)).toBe(false);
  expect(isWorthwhile(NaN, 10)).toBe(false);
});

test.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 100], 10],
])('the median of %j is %d', (values, expected) => {
  const given = [...values];
  expect(median(given)).toBe(expected);
  expect(given).toEqual(values);
});

describe('what is said of a choice', () => {
  const plan = planThreads(device({ isolated: false }));

  test('names the backend, the threads that really run, and what is missing', () => {
    const choice = firstChoice('wasm', 'worker', 'auto', plan, { threads: 1, simd: false });
    expect(choice).toMatchObject({ name: 'wasm', threads: 1, location: 'worker', measurements: [] });
    expect(choice.reasons.join(' ')).toMatch(/wasm.*SIMD.*isolated/);
    expect(firstChoice('webgl', 'page', 'webgl', plan, { threads: 1, simd: null }).reasons[0]).toContain('asked for');
  });

  test('tells each measurement, the chosen one among them', () => {
    const begin = firstChoice('wasm', 'worker', 'auto', planThreads(device({})), { threads: 1, simd: true });
    const choice = measuredChoice(begin, 2, [
      { backend: 'wasm', threads: 1, status: 'measured', median: 30, runs: 7 },
      { backend: 'wasm', threads: 2, status: 'measured', median: 12.34, runs: 7 },
      { backend: 'wasm', threads: 4, status: 'disagreed', difference: 1, reason: 'its answer differs' },
    ]);
    expect(choice).toMatchObject({ threads: 2, measurements: { length: 3 } });
    expect(choice.reasons.slice(begin.reasons.length)).toEqual([
      'One thread: 30.0 ms a prediction.',
      '2 threads: 12.3 ms a prediction, chosen.',
      '4 threads: its answer differs.',
    ]);
  });
});
