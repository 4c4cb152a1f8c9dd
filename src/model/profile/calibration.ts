import type { Calibration } from './profile.js';

/** A probability that was given, and whether it came true. */
export interface Outcome {
  given: number;
  /** 0 or 1. */
  observed: number;
}

type Point = Calibration['points'][number];

/** A point of the map stands for no fewer, so that none shows what became of a single sample. */
const fewest = 10;
const mostPoints = 50;
const errorBins = 10;

/**
 * The map that makes these probabilities say how often they come true, where it does so for samples that it was not made
 * from: each half of them judges the map of the other half. Undefined where it would not.
 */
export function calibrate(outcomes: readonly Outcome[]): Calibration | undefined {
  const halves = [0, 1].map((rest) => outcomes.filter((_, i) => i % 2 === rest));
  const [even = [], odd = []] = halves;
  if (odd.length < fewest * 2) return undefined;
  const before = calibrationError(outcomes);
  const mapped = [
    { map: isotonic(odd), judged: even },
    { map: isotonic(even), judged: odd },
  ].flatMap(({ map, judged }) => judged.map(({ given, observed }) => ({ given: calibrated(map, given), observed })));
  const after = calibrationError(mapped);
  return after < before ? { points: isotonic(outcomes), error: { before, after } } : undefined;
}

/** What a probability becomes by a map. */
export function calibrated(points: Calibration['points'], given: number): number {
  const next = points.findIndex(([x]) => x >= given);
  const [after, before] = [points[next < 0 ? points.length - 1 : next], points[next - 1]];
  if (!after) return given;
  if (!before || next < 0) return after[1];
  const share = (given - before[0]) / (after[0] - before[0]);
  return before[1] + share * (after[1] - before[1]);
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer and others, 1955): the rising map closest to the outcomes in
 * squares. Pools of few samples are joined.
 */
export function isotonic(outcomes: readonly Outcome[]): Point[] {
  const pools: { count: number; given: number; observed: number }[] = [];
  const sorted = [...outcomes].sort((a, b) => a.given - b.given);
  const mean = (pool: { count: number; observed: number }) => pool.observed / pool.count;
  sorted.forEach(({ given, observed }, i) => {
    const last = pools.at(-1);
    // Equal probabilities have one value.
    if (last && sorted[i - 1]?.given === given) {
      last.count += 1;
      last.given += given;
      last.observed += observed;
    } else pools.push({ count: 1, given, observed });
    if (sorted[i + 1]?.given !== given) poolViolators(pools, mean);
  });
  return joined(pools, Math.max(fewest, outcomes.length / mostPoints)).map(
    (pool) => [pool.given / pool.count, mean(pool)] as const,
  );
}

interface Pool {
  count: number;
  /** Sums. */
  given: number;
  observed: number;
}

function poolViolators(pools: Pool[], mean: (pool: Pool) => number): void {
  for (let last = pools.at(-1), before = pools.at(-2); last && before; last = pools.at(-1), before = pools.at(-2)) {
    if (mean(before) < mean(last)) return;
    pools.splice(-2, 2, sumOf(before, last));
  }
}

/** Neighbours together until each has `least` samples; what is left over goes to the last. */
function joined(pools: readonly Pool[], least: number): Pool[] {
  const large: Pool[] = [];
  let open: Pool | undefined;
  for (const pool of pools) {
    open = open ? sumOf(open, pool) : pool;
    if (open.count < least) continue;
    large.push(open);
    open = undefined;
  }
  if (!open) return large;
  const last = large.pop();
  return [...large, last ? sumOf(last, open) : open];
}

function sumOf(a: Pool, b: Pool): Pool {
  return { count: a.count + b.count, given: a.given + b.given, observed: a.observed + b.observed };
}

/**
 * Expected calibration error: over bins of equal count, the mean distance of the probability given from the share that
 * came true, weighted by their samples.
 */
export function calibrationError(outcomes: readonly Outcome[]): number {
  const sorted = withEqualsMixed([...outcomes].sort((a, b) => a.given - b.given));
  let error = 0;
  for (let bin = 0; bin < errorBins; bin++) {
    const start = Math.round((bin * sorted.length) / errorBins);
    const samples = sorted.slice(start, Math.round(((bin + 1) * sorted.length) / errorBins));
    error += Math.abs(samples.reduce((sum, { given, observed }) => sum + given - observed, 0));
  }
  return sorted.length === 0 ? 0 : error / sorted.length;
}

/** Of equal probabilities, a bin's end may part those that came true from those that did not: each gets their mean. */
function withEqualsMixed(sorted: readonly Outcome[]): Outcome[] {
  const mixed: Outcome[] = [];
  for (let start = 0; start < sorted.length; start = mixed.length) {
    const { given } = sorted[start] as Outcome;
    let end = start;
    let sum = 0;
    for (; sorted[end]?.given === given; end++) sum += sorted[end]?.observed ?? 0;
    for (let i = start; i < end; i++) mixed.push({ given, observed: sum / (end - start) });
  }
  return mixed;
}
