import { EdgewiseError } from '../errors.js';
import type { PredictInput } from '../model/input.js';

import { frameReader } from './frame-reader.js';
import type { Reader } from './reader.js';
import { unlessAborted } from '../worker/client/unless-aborted.js';

/** Where `predictAll` takes its inputs from. */
export type InputSource =
  Iterable<PredictInput> | AsyncIterable<PredictInput> | ReadableStream<PredictInput> | HTMLVideoElement;

/**
 * One input after the other, each asked for when it is wanted. The wait for one ends with the first signal
 * that aborts, even where the source never answers; the source is told that no more is wanted.
 */
export function inputsFrom(
  source: InputSource,
  signals: readonly (AbortSignal | undefined)[],
): AsyncIterableIterator<PredictInput, undefined> {
  const reader = readerOf(source);
  const end = async () => {
    await reader.return?.();
  };
  const next = async (): Promise<IteratorResult<PredictInput, undefined>> => {
    const step = await reader.next();
    // An iterable that is not asynchronous may hold promises.
    return step.done ? { done: true, value: undefined } : { done: false, value: await Promise.resolve(step.value) };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      unlessAborted(next(), signals).catch((error: unknown) => {
        // Not waited for: a generator that is stuck ends when it comes loose.
        if (signals.some((signal) => signal?.aborted)) end().catch(() => undefined);
        throw error;
      }),
    return: async () => {
      await end();
      return { done: true, value: undefined };
    },
  };
}

function readerOf(source: InputSource): Reader {
  // JavaScript callers pass what they like.
  const given: unknown = source;
  if (typeof given === 'object' && given !== null) {
    // A stream's own iterator could not be ended while it waits.
    if ('getReader' in source) return streamReader(source);
    if ('videoWidth' in source) return frameReader(source);
    if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw new EdgewiseError(
    'input',
    'predictAll takes an array, an iterable, an async iterable or a ReadableStream of inputs, or a video.',
    { received: given === null ? 'null' : typeof given },
  );
}

function streamReader(stream: ReadableStream<PredictInput>): Reader {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<PredictInput>>,
    return: () => reader.cancel(),
  };
}
