import type { Backend } from './contender.js';

export const measures = ['cold', 'second-visit', 'steady', 'watched'] as const;
export type Measure = (typeof measures)[number];

/** How often each contender does what, for one model on one backend. */
export interface Plan {
  /** Visits to an origin that the browser never saw. */
  cold: number;
  /** Visits to an origin it knows. */
  cached: number;
  /** Turns of some predictions each, on pages that are open side by side. */
  turns: number;
  /** First visits with the trace on, for the main thread and the memory. */
  watched: number;
}

/** Rounds on wasm by default. */
export const usualRounds = 9;

/** WebGL without a graphics card takes seconds for a first prediction, and cpu for every one. */
const slowness: Record<Backend, number> = { wasm: 1, webgl: 3, cpu: 3 };

export function planFor(backend: Backend, rounds: number, chosen: readonly Measure[] = measures): Plan {
  const visits = Math.ceil(rounds / slowness[backend]);
  const where = (measure: Measure, count: number) => (chosen.includes(measure) ? count : 0);
  return {
    cold: where('cold', visits),
    cached: where('second-visit', visits),
    turns: where('steady', 2 * visits),
    watched: where('watched', Math.ceil(visits / 3)),
  };
}
