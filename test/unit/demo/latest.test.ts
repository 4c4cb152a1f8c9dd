import { expect, test } from 'vitest';
import { latest } from '../../../demo/card/latest.js';

/** A run that ends when it is told to, and what it saw. */
function steps() {
  const ends: (() => void)[] = [];
  const seen: number[] = [];
  const state = { entered: 0 };
  const ask = latest(() => {
    seen.push(state.entered);
    return new Promise<void>((resolve) => ends.push(resolve));
  });
  return { ask, seen, ends, state };
}

test('whatever is asked for during a run, one more follows, and sees what was entered last', async () => {
  const { ask, seen, ends, state } = steps();
  const first = ask();
  const later = [1, 2, 3].map((entered) => {
    state.entered = entered;
    return ask();
  });
  expect(seen).toEqual([0]);
  ends[0]?.();
  await first;
  expect(seen).toEqual([0, 3]);
  ends[1]?.();
  await Promise.all(later);
  expect(seen).toEqual([0, 3]);

  state.entered = 4;
  void ask();
  expect(seen).toEqual([0, 3, 4]);
});

test('a run that fails does not stop the next', async () => {
  let runs = 0;
  const ask = latest(() => {
    runs += 1;
    return runs === 1 ? Promise.reject(new Error('first')) : Promise.resolve();
  });
  const [first, second] = [ask(), ask()];
  await expect(first).rejects.toThrow('first');
  await second;
  expect(runs).toBe(2);
});
