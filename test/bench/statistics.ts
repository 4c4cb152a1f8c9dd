export interface Summary {
  median: number;
  /** The middle half lies between these. */
  quartiles: [number, number];
  runs: number;
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
