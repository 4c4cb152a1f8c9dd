import { EdgewiseError, type ErrorDetails } from '../errors.js';
import { limits } from './limits.js';

/** A model.json that contradicts the format; `what` continues the sentence that its URL begins. */
export function invalid(url: string, field: string, what: string, facts?: ErrorDetails): EdgewiseError {
  return new EdgewiseError('invalid-model', `${url} ${what}`, { url, field, ...facts });
}

/** A model.json that asks for more than we allocate. */
export function overLimit(url: string, field: keyof typeof limits, actual: number): EdgewiseError {
  return new EdgewiseError(
    'limit',
    `${url} is over the limit for ${field}: ${actual}, where ${String(limits[field])} is allowed.`,
    { url, field, actual, limit: limits[field] },
  );
}
