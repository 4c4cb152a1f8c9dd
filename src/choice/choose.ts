import type { Configuration } from '../model/backend.js';
import type { Measurement } from '../model/backend-choice.js';
import { isSame } from './configuration.js';

/** A change has to be worth it: two measurements of the same thing differ by less than a tenth. */
const worthwhile = 0.9;

/** Whether to change over to a candidate that agreed. Both in milliseconds a prediction; NaN is never faster. */
export function isFaster(candidate: number, current: number): boolean {
  return candidate <= current * worthwhile;
}

/**
 * The configuration to predict on, among those that were measured and agreed. In their order each is held
 * against the best so far. The first stays where it was not measured itself: nothing is faster than an unknown.
 */
export function chooseFastest(first: Configuration, measurements: readonly Measurement[]): Configuration {
  const measured = measurements.filter(({ status }) => status === 'measured');
  let best = first;
  let time = measured.find((m) => isSame(m, first))?.median ?? NaN;
  for (const { backend, threads, median = NaN } of measured) {
    if (!isFaster(median, time)) continue;
    best = { backend, threads };
    time = median;
  }
  return best;
}

/** NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
