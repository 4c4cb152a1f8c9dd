import { EdgewiseError } from '../errors.js';

/** What is said of an argument that is not allowed. */
export function refused(what: string, field: string, value: unknown, allowed: string, cause?: unknown): EdgewiseError {
  const message = `${what} takes no ${field}: ${JSON.stringify(value)}. Allowed: ${allowed}.`;
  return new EdgewiseError('input', message, { field, value }, cause);
}
