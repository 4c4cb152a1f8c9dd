/** One job at a time, in the order of arrival. A job whose signal aborts while it waits never starts. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  add<Result>(job: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const result = this.#last.then(async () => {
      // Messages that arrived during the last run are heard first: one may take this job back.
      await nextTask();
      signal.throwIfAborted();
      return job();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** A turn of the event loop, without the delay of a timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
