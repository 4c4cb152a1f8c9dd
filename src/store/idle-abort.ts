/** Aborts when `touch` was not called for some time. */
export class IdleAbort {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly milliseconds: number) {
    this.touch();
  }

  touch(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
