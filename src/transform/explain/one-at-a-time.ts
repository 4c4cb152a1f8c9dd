import type { Plan } from './plan.js';

/** What the answer loses without each player, while all others stay. Such effects need not add up to anything. */
export function oneAtATimePlan(players: number): Plan {
  const all = players + 1;
  return {
    method: 'one-at-a-time',
    coalitions: players + 2,
    takesPart: (coalition, player) => coalition === all || (coalition > 0 && coalition !== player + 1),
    effects: (answers) => {
      const answer = answers[all] ?? NaN;
      return Float64Array.from({ length: players }, (_, player) => answer - (answers[player + 1] ?? NaN));
    },
  };
}
