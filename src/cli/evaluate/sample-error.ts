import { EdgewiseError, messageOf } from '../../errors.js';

/** What is wrong with a sample of an evaluation, counted from 1 as people count; `details.sample` counts from 0. */
export function sampleError(index: number, what: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError(
    'input',
    `Sample ${index + 1} of the evaluation ${what}`,
    { sample: index, field: 'evaluate' },
    cause,
  );
}

/** An error that came up at a sample, with its place. An abort stays what it is. */
export function atSample(index: number, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  return sampleError(index, `failed: ${messageOf(error)}`, error);
}
