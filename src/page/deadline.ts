import { EdgewiseError } from '../errors.js';

/** Aborts with a `timeout` error when nobody extends it in time. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly what: string,
  ) {
    this.extend();
  }

  extend(): void {
    this.clear();
    this.#timer = setTimeout(() => {
      this.#controller.abort(
        new EdgewiseError('timeout', `${this.what} took longer than ${String(this.milliseconds)} ms.`, {
          milliseconds: this.milliseconds,
        }),
      );
    }, this.milliseconds);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
