import type { Metric } from './metrics.js';

/** What was read off: by metric and contender, one number a round, in the order of the rounds. */
export class Samples {
  private readonly values = new Map<Metric, Map<string, number[]>>();

  add(contender: string, read: Partial<Record<Metric, number>>): void {
    for (const [metric, value] of Object.entries(read) as [Metric, number][]) {
      const byContender = this.values.get(metric) ?? new Map<string, number[]>();
      byContender.set(contender, [...(byContender.get(contender) ?? []), value]);
      this.values.set(metric, byContender);
    }
  }

  of(metric: Metric): ReadonlyMap<string, readonly number[]> {
    return this.values.get(metric) ?? new Map<string, number[]>();
  }
}

/** Whoever goes first finds another machine than whoever goes last: each round begins with the next one. */
export function inTurns<T>(items: readonly T[], round: number): T[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
