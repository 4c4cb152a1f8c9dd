import { EdgewiseError, isEdgewiseError, messageOf } from '../errors.js';
import type { Configuration } from '../model/backend.js';
import type { Measurement } from '../model/backend-choice.js';

/** True where whatever computed is gone, so that another one may compute the same. */
export function isLoss(error: unknown): error is EdgewiseError {
  return isEdgewiseError(error) && error.code === 'worker' && error.details['lost'] !== undefined;
}

/**
 * True for an error of this backend alone: the model may open on another one. What the page's own policy forbids is
 * not got round: a slow backend in its place would hide what one word in a header mends.
 */
export function isOfThisBackend(error: unknown): boolean {
  if (!isEdgewiseError(error) || error.details['policy'] !== undefined) return false;
  const { code, details } = error;
  return ['worker', 'environment', 'backend'].includes(code) || (code === 'unsupported-op' && 'backend' in details);
}

/** True where no backend can open the model. */
export function opensNowhere(error: unknown): boolean {
  return isEdgewiseError(error) && ['invalid-model', 'unsupported-op'].includes(error.code) && !isOfThisBackend(error);
}

export function disagreement(difference: number): EdgewiseError {
  const message = `its answer differs by ${difference.toExponential(1)} of its scale.`;
  return new EdgewiseError('backend', message, { difference });
}

export function failed({ backend, threads }: Configuration, error: unknown): Measurement {
  const ours = isEdgewiseError(error);
  const difference = ours && error.details['difference'];
  const reason = messageOf(error);
  if (typeof difference === 'number') return { backend, threads, status: 'disagreed', difference, reason };
  const late = ours ? error.code === 'timeout' : (error as Error).name === 'TimeoutError';
  return { backend, threads, status: late ? 'timed-out' : 'failed', reason };
}

export function noneLeft(url: string, measurements: readonly Measurement[], cause?: unknown): EdgewiseError {
  const words = measurements.map(({ backend, status, reason = status }) => `${backend}: ${reason}`).join(' ');
  return new EdgewiseError('backend', `No backend can compute ${url} here. ${words}`, { url, measurements }, cause);
}
