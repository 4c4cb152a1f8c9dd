import type { Progress } from './progress.js';

/** The life of one model up to its files: data → prepare → train → evaluate → write. */
export interface Recipe {
  /** Its folder under `models/`. */
  name: string;
  /** One line for `npm run train -- --help`. */
  summary: string;
  train(context: TrainingContext): Promise<void>;
}

export interface TrainingContext {
  /** `models/<name>/`. */
  folder: string;
  /** A folder for what an interrupted training goes on from; not committed. */
  checkpoints: string;
  seed: number;
  progress: Progress;
  signal: AbortSignal;
}
