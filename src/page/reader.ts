import type { PredictInput } from '../model/input.js';

/** What of an iterator is used here; a stream's reader is brought to the same form. */
export interface Reader {
  next(): IteratorResult<PredictInput> | PromiseLike<IteratorResult<PredictInput>>;
  return?(): unknown;
}
