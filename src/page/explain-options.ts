import type { ExplainQuestion } from '../model/explanation.js';
import type { PredictOptions } from './predict-options.js';

/** What is asked of `explain`, and how long it may take. */
export interface ExplainOptions extends ExplainQuestion, Pick<PredictOptions, 'signal'> {
  /** Milliseconds for all of it; rejects with `timeout`. Default 30,000. */
  timeout?: number | undefined;
}
