export interface Summary {
  median: number;
  /** The middle half lies between these. */
  quartiles: [number, number];
  runs: number;
}

export interface Ratio {
  /** Of the two medians. */
  ofMedians: number;
  /** Of the two runs of each round: neighbours in time share the machine's moods. */
  paired: Summary;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place % 1);
}

export function summarize(values: readonly number[]): Summary {
  const [low, median, high] = [0.25, 0.5, 0.75].map((q) => quantile(values, q)) as [number, number, number];
  return { median, quartiles: [low, high], runs: values.length };
}

/**
 * Null where one of the baseline is zero: nothing can be so many times that.
 *
 * @throws RangeError unless there are as many of these as of those: one of each from every round
 */
export function ratioOf(values: readonly number[], baseline: readonly number[]): Ratio | null {
  if (values.length !== baseline.length || values.length === 0) {
    throw new RangeError(`${String(values.length)} runs cannot be paired with ${String(baseline.length)}.`);
  }
  if (baseline.includes(0)) return null;
  return {
    ofMedians: quantile(values, 0.5) / quantile(baseline, 0.5),
    paired: summarize(values.map((value, i) => value / (baseline[i] ?? NaN))),
  };
}
