import type { Histogram, Moments } from './profile.js';

const most = 100;

/**
 * Bins for these numbers after Doane (1976), "Aesthetic Frequency Classifications": Sturges' count, and more where the
 * distribution is skewed. Their width is rounded up to two digits and the first begins at a multiple of it, so that
 * neither edge is a value that was seen. Finite numbers only, at least one.
 */
export function histogramOf(values: Float64Array): Histogram {
  const edges = roundEdges(range(values), doaneBins(values));
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}

/** The bin of a value; beyond the edges, the first or the last. */
export function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Of the numbers that `histogram` was made from. */
export function momentsOf(values: Float64Array, { edges }: Histogram): Moments {
  const { mean, deviation } = centralMoments(values);
  return { count: values.length, mean, deviation, min: edges[0] ?? 0, max: edges.at(-1) ?? 0 };
}

/** 1 + log₂ n + log₂(1 + |g₁| ÷ σ(g₁)), with the skewness g₁ and its deviation for normal data. */
export function doaneBins(values: Float64Array): number {
  const n = values.length;
  if (n < 3) return 1;
  const { skewness } = centralMoments(values);
  const sigma = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return Math.min(most, Math.ceil(1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / sigma)));
}

export function centralMoments(values: Float64Array): { mean: number; deviation: number; skewness: number } {
  const n = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / n;
  let second = 0;
  let third = 0;
  for (const value of values) {
    const off = value - mean;
    second += off * off;
    third += off * off * off;
  }
  const deviation = Math.sqrt(second / n);
  return { mean, deviation, skewness: deviation > 0 ? third / n / deviation ** 3 : 0 };
}

function range(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function roundEdges([low, high]: [number, number], bins: number): number[] {
  // Of a single value: a bin as wide as a tenth of it, or of one.
  const wide = high > low ? (high - low) / bins : Math.abs(low) / 10 || 1;
  // Not finer than what tells the values apart.
  const width = roundedUp(
    Math.max(wide, Math.max(Math.abs(low), Math.abs(high)) * 2 ** -40, Number.MIN_VALUE * 2 ** 60),
  );
  const first = Math.floor(low / width);
  const last = Math.max(first + 1, Math.floor(high / width) + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => clean((first + i) * width));
}

/** To two digits. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return clean(Math.ceil(value / unit - 1e-9) * unit);
}

/** 0.30000000000000004 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(14));
}
