import type { LoadPhase } from '../model/progress.js';

/** How a model came to be loaded. */
export interface LoadReport {
  /** All from the store, no weight request. */
  fromCache: boolean;
  /** False where it could not be kept; `reason` says why. */
  stored: boolean;
  /** A sentence: why it could not be kept. */
  reason?: string;
  /** Bytes of the model's files, decoded; of a package, without its documents. */
  bytes: number;
  /** Those of them that were downloaded. */
  downloadedBytes: number;
  /** What is not wrong, but worth knowing: the stored copy was used offline, a file has trailing bytes. */
  warnings: readonly string[];
  /** Milliseconds by phase. */
  phases: Partial<Record<LoadPhase, number>>;
  /** In all. */
  milliseconds: number;
}

/** Milliseconds by phase: each lasts until the next begins. */
export class PhaseClock {
  readonly #started = performance.now();
  readonly #phases: Partial<Record<LoadPhase, number>> = {};
  #current: { phase: LoadPhase; since: number } = { phase: 'manifest', since: this.#started };

  enter(phase: LoadPhase): void {
    if (phase === this.#current.phase) return;
    const now = performance.now();
    this.#phases[this.#current.phase] = (this.#phases[this.#current.phase] ?? 0) + now - this.#current.since;
    this.#current = { phase, since: now };
  }

  report(): Pick<LoadReport, 'phases' | 'milliseconds'> {
    return { phases: { ...this.#phases }, milliseconds: performance.now() - this.#started };
  }
}
