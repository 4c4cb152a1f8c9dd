import { EdgewiseError } from '../errors.js';
import { refused } from './refused.js';

/** The longest that `setTimeout` can wait, 25 days; it takes more for no time at all. */
const longest = 2 ** 31 - 1;

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
    if (this.milliseconds > longest) return;
    this.#timer = setTimeout(() => {
      this.#controller.abort(
        new EdgewiseError('timeout', `${this.what} took longer than ${this.milliseconds} ms.`, {
          milliseconds: this.milliseconds,
        }),
      );
    }, this.milliseconds);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** @throws EdgewiseError `input` for a `timeout` that is no time */
export function checkTimeout(timeout: number | undefined, what: string): void {
  if (timeout === undefined || (typeof timeout === 'number' && timeout > 0)) return;
  throw refused(what, 'timeout', timeout, 'milliseconds above 0');
}
