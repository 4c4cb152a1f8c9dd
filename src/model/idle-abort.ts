/** In so many parts the time is counted. */
const parts = 10;

/**
 * Aborts when `touch` was not called for some time in which this realm could run: a device that sleeps, or a thread that
 * is held up, finds what came meanwhile before it gives up.
 */
export class IdleAbort {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly #timer: ReturnType<typeof setInterval>;
  #quiet = 0;

  /** @param reason of the signal; default an AbortError */
  constructor(
    readonly milliseconds: number,
    reason?: Error,
  ) {
    // However long it was held up, an interval counts once.
    this.#timer = setInterval(() => {
      if (++this.#quiet < parts) return;
      this.stop();
      this.#controller.abort(reason);
    }, milliseconds / parts);
  }

  touch(): void {
    this.#quiet = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
