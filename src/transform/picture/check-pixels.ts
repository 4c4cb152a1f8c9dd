import { EdgewiseError } from '../../errors.js';
import type { Pixels } from '../../model/input.js';

/**
 * JavaScript callers pass what they like as `{ width, height, data }`.
 *
 * @throws EdgewiseError `input`
 */
export function checkPixels({ width, height, data }: Pixels): void {
  if (!(Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0)) {
    throw new EdgewiseError('input', `A picture of ${width} × ${height} pixels cannot be; it needs at least one.`, {
      field: 'picture',
      width,
      height,
    });
  }
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!bytes || data.length !== width * height * 4) {
    const kind = Object.prototype.toString.call(data).slice(8, -1);
    throw new EdgewiseError(
      'input',
      `A picture of ${width} × ${height} pixels is ${width * height * 4} bytes (Uint8ClampedArray or Uint8Array): red, ` +
        `green, blue and alpha of each pixel. This one has ${(data as ArrayLike<number>).length} elements of a ${kind}.`,
      { field: 'picture', width, height, length: (data as ArrayLike<number>).length },
    );
  }
}
