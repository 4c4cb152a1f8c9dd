import type { Plan } from './plan.js';

/** Every coalition of the players; bit p of its number says whether player p takes part. */
export function shapleyPlan(players: number): Plan {
  return {
    method: 'shapley',
    coalitions: 2 ** players,
    takesPart: (coalition, player) => ((coalition >> player) & 1) === 1,
    effects: shapleyValues,
  };
}

/**
 * What each player adds, averaged over all orders in which they may join (L. S. Shapley, "A Value for n-Person Games",
 * 1953). The values add up to the difference between all players and none; a player that never adds anything has 0, and
 * two that add the same have the same. That a model's answer is such a game, with a reference in the place of who does
 * not take part: S. Lundberg and S.-I. Lee, "A Unified Approach to Interpreting Model Predictions", 2017.
 *
 * @param worth of each coalition, by the bits of its number: 2 to the number of players
 */
export function shapleyValues(worth: Float64Array): Float64Array {
  const players = Math.log2(worth.length);
  const shares = sharesOfOrders(players);
  const sizes = new Uint8Array(worth.length);
  const values = new Float64Array(players);
  for (let coalition = 0; coalition < worth.length; coalition++) {
    const size = (sizes[coalition >> 1] ?? 0) + (coalition & 1);
    sizes[coalition] = size;
    const share = shares[size] ?? 0;
    const before = worth[coalition] ?? NaN;
    for (let player = 0; player < players; player++) {
      const joined = coalition | (1 << player);
      if (joined === coalition) continue;
      values[player] = (values[player] ?? 0) + share * ((worth[joined] ?? NaN) - before);
    }
  }
  return values;
}

/** By size s of a coalition: the share s! (n − 1 − s)! ÷ n! of all orders in which its members, then one other, come. */
function sharesOfOrders(players: number): Float64Array {
  const shares = new Float64Array(players);
  let share = 1 / players;
  for (let size = 0; size < players; size++) {
    shares[size] = share;
    share *= (size + 1) / (players - 1 - size);
  }
  return shares;
}
