import type { PackOptions, PackPhase } from './options.js';

/** Runs the parts of packing one after the other, with their names, their progress and their times. */
export interface Phases {
  run: <Result>(
    phase: PackPhase,
    work: (onProgress: (done: number, total: number | null) => void) => Promise<Result> | Result,
  ) => Promise<Result>;
  seconds: Partial<Record<PackPhase, number>>;
}

export function createPhases({ onProgress, signal }: Pick<PackOptions, 'onProgress' | 'signal'>): Phases {
  const seconds: Phases['seconds'] = {};
  return {
    seconds,
    run: async (phase, work) => {
      signal?.throwIfAborted();
      const start = performance.now();
      onProgress?.(phase, 0, null);
      try {
        const result = await work((done, total) => onProgress?.(phase, done, total));
        onProgress?.(phase, 1, 1);
        return result;
      } finally {
        seconds[phase] = (seconds[phase] ?? 0) + (performance.now() - start) / 1000;
      }
    },
  };
}
