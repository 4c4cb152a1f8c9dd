import { EdgewiseError, isEdgewiseError } from '../../errors.js';

/** What is wrong with one of several rows is said with its place, counted from 1. */
export function atRow<Result>(index: number, count: number, prepare: () => Result): Result {
  try {
    return prepare();
  } catch (error) {
    if (count === 1 || !isEdgewiseError(error)) throw error;
    const row = index + 1;
    throw new EdgewiseError(error.code, `Row ${row} of ${count}: ${error.message}`, { ...error.details, row }, error);
  }
}
