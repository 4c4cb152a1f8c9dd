import type { CardMetric } from '../../src/model/manifest/card.js';

/** Of a normal distribution's values, 95 % lie within so many standard deviations. */
const deviations = 1.959964;
const level = 0.95;

/** A share of samples, with the interval by Wilson's score (1927), which holds for shares near 0 and 1, too. */
export function shareMetric(
  hits: number,
  samples: number,
  said: Pick<CardMetric, 'name' | 'higherIsBetter' | 'group'>,
): CardMetric {
  const value = hits / samples;
  const spread = deviations ** 2 / samples;
  const centre = (value + spread / 2) / (1 + spread);
  const reach = (Math.sqrt((value * (1 - value)) / samples + spread / (4 * samples)) * deviations) / (1 + spread);
  const interval = { low: rounded(Math.max(0, centre - reach)), high: rounded(Math.min(1, centre + reach)), level };
  return { ...said, value: rounded(value), samples, interval };
}

export type Figures = Readonly<Record<string, number>>;

/** @throws Error where nobody measured it */
export function figureOf(figures: Figures, name: string): number {
  const value = figures[name];
  if (value === undefined) throw new Error(`The evaluation has no ${name}, which the model card shows.`);
  return value;
}

/** Digits beyond these are chance, and would change with any rounding on the way. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
