import { EdgewiseError } from '../../errors.js';

/** What becomes of the calls to a backend or worker that is gone. */
export function lossOf(lost: string, reason: string): EdgewiseError {
  return new EdgewiseError('worker', `${lost === 'worker' ? 'The worker' : lost} was lost: ${reason}.`, {
    lost,
    reason,
  });
}
