import { isPixels, type SentInput } from '../../model/input.js';

/** True for what only a canvas can read. */
export function isDrawable(input: SentInput): input is ImageBitmap | VideoFrame {
  if (typeof input !== 'object' || (input as object | null) === null) return false; // JavaScript callers pass what they like
  return 'close' in input && typeof input.close === 'function' && !isPixels(input);
}

/** Frames of a camera are few: one that is not closed holds the next ones up. */
export function closePicture(input: SentInput): void {
  if (isDrawable(input)) input.close();
}
