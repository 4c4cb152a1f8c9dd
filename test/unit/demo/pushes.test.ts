import { expect, test } from 'vitest';
import { pushesOf, pushWords } from '../../../demo/cards/mail/pushes.js';
import type { Explanation } from '../../../src/index.js';

/** Of tokens by what the probability would be without them. */
function explanation(answer: number, without: Record<string, number>): Explanation {
  const parts = Object.entries(without).map(([name, probability]) => ({
    ...{ name, value: name, reference: null },
    effect: answer - probability,
  }));
  const rest = { reference: 0.2, unit: 'probability', omitted: 0, meaning: '', predictions: 0, milliseconds: 0 };
  return { method: 'one-at-a-time', answer, parts, ...rest };
}

test('pushes are compared in log odds, in which a sure mail moves as well', () => {
  // Odds of 9999, and without the words of 999, 4999 and 99990: a tenth, a half, and ten times as much.
  const pushes = pushesOf(explanation(0.9999, { half: 4999 / 5000, tenth: 0.999, more: 99_990 / 99_991 }));
  expect(pushes.map(({ name }) => name)).toEqual(['tenth', 'more', 'half']);
  expect(pushes[0]?.push).toBeCloseTo(1, 3);
  expect(pushes[1]?.push).toBeCloseTo(-1, 2);
  expect(pushes[2]?.by).toBeCloseTo(Math.log(2), 2);
  expect(pushWords(pushes)).toBe('Towards spam: “tenth” and “half”. Towards a good mail: “more”.');
});

test('what pushed next to nothing, or far less than the furthest, is left out', () => {
  expect(pushesOf(explanation(0.5, { a: 0.499 }))).toEqual([]);
  expect(pushesOf(explanation(0.5, { a: 0.2, b: 0.48 })).map(({ name }) => name)).toEqual(['a']);
  expect(pushesOf(explanation(0.5, {}))).toEqual([]);
  expect(pushWords([])).toBe('');
});

test('what counts by its kind is called by it', () => {
  expect(pushWords(pushesOf(explanation(0.9, { '<link>': 0.5, free: 0.6 })))).toBe('Towards spam: a link and “free”.');
});
