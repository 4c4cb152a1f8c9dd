import { EdgewiseError } from '../../errors.js';

/** What becomes of the calls to a backend or worker that is gone. */
export function lossOf(lost: string, reason: string): EdgewiseError {
  return new EdgewiseError('worker', `${lost} was lost: ${reason}. Load the model again.`, { lost, reason });
}
