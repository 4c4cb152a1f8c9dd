import type { DecodedInput, SentInput } from '../../model/input.js';
import { isDrawable } from './drawable.js';
import { readBlob } from './picture/read-blob.js';
import { readPixels } from './picture/read-pixels.js';

/**
 * What was sent, with a picture decoded.
 *
 * @throws EdgewiseError `input` for a picture that cannot be decoded, `limit` for one with too many pixels
 */
export async function decodedInput(input: SentInput): Promise<DecodedInput> {
  if (input instanceof Blob) return readBlob(input);
  if (isDrawable(input)) return readPixels(input);
  return input;
}
