import type { BackendName } from './backend.js';

/** The backend a model runs on, and why. */
export interface BackendChoice {
  name: BackendName;
  threads: number;
  location: 'worker' | 'page';
  /** Sentences a person can read: why this one, why not the others. */
  reasons: readonly string[];
  measurements: readonly Measurement[];
}

export interface Measurement {
  backend: BackendName;
  threads: number;
  status: 'measured' | 'disagreed' | 'failed' | 'timed-out' | 'skipped';
  /** Median milliseconds of a prediction, and of how many. */
  median?: number;
  runs?: number;
  /** Milliseconds from asking for the backend to its first answer. */
  start?: number;
  /** Largest difference from the reference, relative to its scale. */
  difference?: number;
  reason?: string;
}
