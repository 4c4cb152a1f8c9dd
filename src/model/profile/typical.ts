import { fewestNamed } from './categories.js';
import type { CategoryProfile, FieldProfile, Histogram, NumberProfile } from './profile.js';

/**
 * What a field mostly is: the median of a number, the most frequent category. Undefined where the profile names none,
 * since no value is shared by enough samples.
 */
export function typicalOf(field: FieldProfile): number | string | undefined {
  return field.kind === 'number' ? typicalNumber(field) : mostFrequent(field);
}

function typicalNumber({ median, histogram }: NumberProfile): number {
  return median ?? medianOfBins(histogram);
}

function mostFrequent({ counts }: CategoryProfile): string | undefined {
  return counts[0]?.value;
}

/**
 * The median as a profile may tell it: rounded to the largest power of ten that is no more than half a bin of the
 * histogram, so that it is no single sample's value. Finite numbers only. Undefined for so few that it would say too
 * much of each.
 */
export function roundedMedian(values: Float64Array, { edges: [first = 0, second = 1] }: Histogram): number | undefined {
  if (values.length < fewestNamed) return undefined;
  const sorted = values.slice().sort();
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  const step = 10 ** Math.floor(Math.log10((second - first) / 2));
  return Number((Math.round(median / step) * step).toPrecision(14));
}

/** Where half of the values lie to either side, if those within a bin lie evenly. */
export function medianOfBins({ edges, counts }: Histogram): number {
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let below = 0;
  const bin = counts.findIndex((count) => (below += count) >= half);
  const [start = NaN, end = NaN] = edges.slice(bin);
  const count = counts[bin] ?? 0;
  return end - ((end - start) * (below - half)) / count;
}
