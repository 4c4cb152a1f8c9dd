import { auc, brier, logLoss } from '../training/metrics.js';
import type { Loan } from './data.js';

// A type and no interface: as such it is a record of numbers, too.
export type Measures = {
  auc: number;
  logLoss: number;
  brier: number;
};

export function measure(probabilities: ArrayLike<number>, loans: readonly Loan[]): Measures {
  const labels = loans.map(({ bad }) => Number(bad));
  return {
    auc: auc(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    brier: brier(probabilities, labels),
  };
}

export type Group = Measures & {
  count: number;
  /** Shares of bad outcomes: as they were, and as the model has them on average. */
  observed: number;
  predicted: number;
};

const ageGroups: readonly { name: string; holds: (age: number) => boolean }[] = [
  { name: 'under 30', holds: (age) => age < 30 },
  { name: '30 to 45', holds: (age) => age >= 30 && age <= 45 },
  { name: 'over 45', holds: (age) => age > 45 },
];

/** The measures among applicants of like age, by group. Those whose age is not known are in none. */
export function measureByAge(probabilities: ArrayLike<number>, loans: readonly Loan[]): Record<string, Group> {
  const groups = ageGroups.map(({ name, holds }): [string, Group] => {
    const places = loans.flatMap(({ application: { Age } }, place) =>
      typeof Age === 'number' && holds(Age) ? [place] : [],
    );
    const members = places.map((place) => loans[place] as Loan);
    const given = places.map((place) => probabilities[place] as number);
    return [
      name,
      {
        count: places.length,
        observed: mean(members.map(({ bad }) => Number(bad))),
        predicted: mean(given),
        ...measure(given, members),
      },
    ];
  });
  return Object.fromEntries(groups);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by one less than its size. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
