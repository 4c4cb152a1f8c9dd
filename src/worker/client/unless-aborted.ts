/** As the promise, but rejects with the reason of the first signal that aborts before it settles. */
export function unlessAborted<T>(promise: Promise<T>, signals: readonly (AbortSignal | undefined)[]): Promise<T> {
  return new Promise((resolve, reject: (error: unknown) => void) => {
    const stop = () => {
      for (const signal of signals) signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (event: Event) => {
      stop();
      reject((event.target as AbortSignal).reason);
    };
    for (const signal of signals) {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', onAbort);
    }
    promise.finally(stop).then(resolve, reject);
  });
}
