/**
 * What went wrong, in one word:
 *
 * - `network`: unreachable, reset, stalled, or a status other than 2xx
 * - `not-cached`: `only-if-cached`, and it is not
 * - `integrity`: length or digest differs
 * - `invalid-model`: not a model, malformed, contradictory
 * - `limit`: over a stated limit, refused before allocation
 * - `unsupported-op`: all of them are in `details.ops`
 * - `signature`: unsigned, or by no trusted key; changed since; expired; a lower release than this device had
 * - `storage`: the browser's storage refused
 * - `backend`: none left that computes
 * - `environment`: a Content-Security-Policy, a second TF.js, no WebAssembly, …
 * - `input`: names the input, the value, what is allowed
 * - `timeout`, `disposed`, `worker`
 */
export type ErrorCode =
  | 'network'
  | 'not-cached'
  | 'integrity'
  | 'invalid-model'
  | 'limit'
  | 'unsupported-op'
  | 'signature'
  | 'storage'
  | 'backend'
  | 'environment'
  | 'input'
  | 'timeout'
  | 'disposed'
  | 'worker';

/** The facts of an error, by name. Which there are is up to what went wrong. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The one error type of this library. `message` says what happened and what to do next; `details`
 * holds the facts (url, file, status, expected, actual, ops, …). An abort is no EdgewiseError: it
 * rejects with `signal.reason`.
 */
export class EdgewiseError extends Error {
  /** Tells it from other errors, of another realm or copy of this library, too. */
  override readonly name = 'EdgewiseError';
  /** What went wrong, in one word. */
  readonly code: ErrorCode;
  /** The facts. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** True for an EdgewiseError of any realm or copy of this library. */
export function isEdgewiseError(value: unknown): value is EdgewiseError {
  return value instanceof Error && value.name === 'EdgewiseError' && 'code' in value;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
