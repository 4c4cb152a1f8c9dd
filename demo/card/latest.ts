/**
 * Makes of `run` something that may be asked for at any rate: one run at a time, and of all that is asked for during a
 * run only one more, which sees what was entered last. Resolves when a run that began after the asking has ended.
 */
export function latest(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const begin = (): Promise<void> => {
    running = run().finally(() => (running = undefined));
    return running;
  };
  const begun = (): Promise<void> => {
    next = undefined;
    return begin();
  };
  return () => {
    if (next) return next;
    if (!running) return begin();
    next = running.then(begun, begun);
    return next;
  };
}
