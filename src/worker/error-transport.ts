import { EdgewiseError, isEdgewiseError, messageOf } from '../errors.js';
import type { ErrorOnTheWay } from './protocol.js';

export function packError(error: unknown): ErrorOnTheWay {
  const ours = isEdgewiseError(error);
  return {
    code: ours ? error.code : null,
    message: messageOf(error),
    details: ours ? error.details : {},
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** Whole again on the page: code, details and the worker's stack. What is none of ours becomes `worker`. */
export function unpackError({ code, message, details, stack }: ErrorOnTheWay): EdgewiseError {
  const error =
    code === null
      ? new EdgewiseError('worker', `The model's run failed: ${message}`, { message })
      : new EdgewiseError(code, message, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
