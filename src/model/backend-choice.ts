import type { BackendName } from './backend.js';

/** The backend a model runs on, and why. */
export interface BackendChoice {
  /** What computes the predictions. */
  name: BackendName;
  /** Threads of wasm; 1 elsewhere. */
  threads: number;
  /** In a worker, or on the page itself (`worker: false`). */
  location: 'worker' | 'page';
  /** Sentences a person can read: why this one, why not the others. */
  reasons: readonly string[];
  /** Of every backend and count of threads that came into question. */
  measurements: readonly Measurement[];
}

/** What was found of a backend on this device, for this model. */
export interface Measurement {
  /** What was to be measured. */
  backend: BackendName;
  /** Threads of wasm; 1 elsewhere. */
  threads: number;
  /**
   * - `measured`: it answers rightly; `median` says how fast
   * - `disagreed`: it answers otherwise than the reference; `difference` says by how much
   * - `failed`: it does not start, or its run ended in an error
   * - `timed-out`: it took too long
   * - `skipped`: it was not tried
   *
   * Where it was not measured, `reason` says why.
   */
  status: 'measured' | 'disagreed' | 'failed' | 'timed-out' | 'skipped';
  /** Median milliseconds of a prediction. */
  median?: number;
  /** Of how many predictions that is the median. */
  runs?: number;
  /** Milliseconds from asking for the backend to its first answer. */
  start?: number;
  /** Largest difference from the reference, relative to its scale. */
  difference?: number;
  /** A sentence: why it was not measured, or not chosen. */
  reason?: string;
}
