import type { EdgewiseError } from '../errors.js';

/** A failure that another try may mend. */
export class Passing extends Error {
  constructor(readonly error: EdgewiseError) {
    super(error.message);
  }
}
