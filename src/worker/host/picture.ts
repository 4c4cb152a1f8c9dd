import { isPixels, type DecodedInput, type SentInput } from '../../model/input.js';
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

/** Frames of a camera are few: one that is not closed holds the next ones up. */
export function closePicture(input: SentInput): void {
  if (isDrawable(input)) input.close();
}

function isDrawable(input: SentInput): input is ImageBitmap | VideoFrame {
  if (typeof input !== 'object' || (input as object | null) === null) return false; // JavaScript callers pass what they like
  return 'close' in input && typeof input.close === 'function' && !isPixels(input);
}
