import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneAtATimePlan } from '../../../src/transform/explain/one-at-a-time.js';
import type { Plan } from '../../../src/transform/explain/plan.js';
import { shapleyPlan, shapleyValues } from '../../../src/transform/explain/shapley.js';

fc.configureGlobal({ seed: 20261126 });

/** The definition itself: what each player adds, over every order in which they may join. */
function byPermutations(worth: Float64Array): number[] {
  const players = Math.log2(worth.length);
  const sums = new Array<number>(players).fill(0);
  let orders = 0;
  const join = (coalition: number, added: readonly [player: number, difference: number][]) => {
    if (added.length === players) {
      orders += 1;
      for (const [player, difference] of added) sums[player]! += difference;
    }
    for (let player = 0; player < players; player++) {
      const joined = coalition | (1 << player);
      if (joined !== coalition) join(joined, [...added, [player, worth[joined]! - worth[coalition]!]]);
    }
  };
  join(0, []);
  return sums.map((sum) => sum / orders);
}

/** Any worth of every coalition of so many players. */
const games = (most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((players) =>
      fc
        .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 ** players, maxLength: 2 ** players })
        .map((worth) => Float64Array.from(worth)),
    );

const close = (values: ArrayLike<number>) => Array.from(values, (value) => expect.closeTo(value, 10) as number);

/** Asks a model about each coalition of a plan. */
function effectsOf(plan: Plan, given: readonly number[], reference: readonly number[], model: (x: number[]) => number) {
  const answers = Float64Array.from({ length: plan.coalitions }, (_, coalition) =>
    model(given.map((value, player) => (plan.takesPart(coalition, player) ? value : (reference[player] ?? NaN)))),
  );
  return { effects: [...plan.effects(answers)], answers };
}

describe('Shapley values', () => {
  test('are the mean over all orders', () => {
    fc.assert(
      fc.property(games(6), (worth) => {
        expect([...shapleyValues(worth)]).toEqual(close(byPermutations(worth)));
      }),
      { numRuns: 40 },
    );
  });

  test('of the game by which Shapley is mostly taught', () => {
    // Players 0 and 1 have a left glove each, player 2 the right one: a pair is worth 1.
    const worth = Float64Array.from({ length: 8 }, (_, c) => Number((c & 4) > 0 && (c & 3) > 0));
    expect([...shapleyValues(worth)]).toEqual(close([1 / 6, 1 / 6, 2 / 3]));
  });

  test('add up to what all are worth more than none', () => {
    fc.assert(
      fc.property(games(10), (worth) => {
        const sum = shapleyValues(worth).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(worth.at(-1)! - worth[0]!, 10);
      }),
    );
  });

  test('give nothing to who adds nothing', () => {
    fc.assert(
      fc.property(games(6), fc.nat(), (others, place) => {
        const player = place % (Math.log2(others.length) + 1);
        const low = (1 << player) - 1;
        // The others' game, whether or not this one takes part.
        const worth = Float64Array.from(
          { length: 2 * others.length },
          (_, c) => others[(c & low) | ((c >> 1) & ~low)]!,
        );
        const values = [...shapleyValues(worth)];
        expect(values.splice(player, 1)).toEqual([0]);
        expect(values).toEqual(close(shapleyValues(others)));
      }),
    );
  });

  test('give the same to who adds the same', () => {
    fc.assert(
      fc.property(games(6), (worth) => {
        if (worth.length < 4) return;
        // Worth only by how many of the first two take part.
        const even = worth.map((_, c) => worth[(c & 3) === 2 ? c ^ 3 : c]!);
        const [first, second] = shapleyValues(even);
        expect(first).toBeCloseTo(second!, 10);
      }),
    );
  });

  test('of the sum of two games are the sums', () => {
    fc.assert(
      fc.property(games(6), fc.double({ min: -5, max: 5, noNaN: true }), (worth, factor) => {
        const other = worth.map((value, c) => Math.sin(c) * value * value);
        const both = worth.map((value, c) => value + factor * other[c]!);
        const [a, b] = [shapleyValues(worth), shapleyValues(other)];
        expect([...shapleyValues(both)]).toEqual(close(a.map((value, player) => value + factor * b[player]!)));
      }),
    );
  });

  test('of 16 players are soon there, and none are none', () => {
    const weights = Array.from({ length: 16 }, (_, player) => player - 4);
    const worth = Float64Array.from({ length: 2 ** 16 }, (_, c) =>
      weights.reduce((sum, weight, player) => sum + ((c >> player) & 1) * weight, 0),
    );
    expect([...shapleyValues(worth)]).toEqual(close(weights));
    expect([...shapleyValues(Float64Array.of(3))]).toEqual([]);
  });
});

const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 8, maxLength: 8 });

describe.each([
  ['shapley', shapleyPlan],
  ['one-at-a-time', oneAtATimePlan],
] as const)('%s', (method, planOf) => {
  test('begins with the reference and ends with the input', () => {
    for (const players of [0, 1, 5]) {
      const plan = planOf(players);
      expect(plan.method).toBe(method);
      const parts = (coalition: number) =>
        Array.from({ length: players }, (_, player) => plan.takesPart(coalition, player));
      expect(parts(0)).toEqual(new Array(players).fill(false));
      expect(parts(plan.coalitions - 1)).toEqual(new Array(players).fill(true));
    }
  });

  test('of a linear model is each weight times how far its input is off the reference', () => {
    fc.assert(
      fc.property(numbers, numbers, numbers, (weights, given, reference) => {
        const model = (x: number[]) => 0.3 + x.reduce((sum, value, i) => sum + value * weights[i]!, 0);
        const { effects } = effectsOf(planOf(8), given, reference, model);
        expect(effects).toEqual(close(weights.map((weight, i) => weight * (given[i]! - reference[i]!))));
      }),
    );
  });

  test('gives nothing to a player at its reference', () => {
    const { effects } = effectsOf(planOf(3), [2, 5, 3], [1, 5, 0], ([a, b, c]) => a! * b! + Math.exp(c! * b!));
    expect(effects[1]).toBe(0);
    expect(effects[0]).not.toBe(0);
  });
});

test('two that only work together share by Shapley, and by one at a time each has it all', () => {
  const both = ([a, b]: number[]) => a! * b!;
  expect(effectsOf(shapleyPlan(2), [1, 1], [0, 0], both).effects).toEqual([0.5, 0.5]);
  expect(effectsOf(oneAtATimePlan(2), [1, 1], [0, 0], both).effects).toEqual([1, 1]);
});

test('of two that do the same, Shapley shows both, and one at a time neither', () => {
  const either = ([a, b]: number[]) => Math.max(a!, b!);
  expect(effectsOf(shapleyPlan(2), [1, 1], [0, 0], either).effects).toEqual([0.5, 0.5]);
  expect(effectsOf(oneAtATimePlan(2), [1, 1], [0, 0], either).effects).toEqual([0, 0]);
});
