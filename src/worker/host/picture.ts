import { EdgewiseError, messageOf } from '../../errors.js';
import { isPixels, type DecodedInput, type Pixels, type SentInput } from '../../model/input.js';

/** What was sent, with a picture decoded. */
export async function decodedInput(input: SentInput): Promise<DecodedInput> {
  if (input instanceof Blob) return readFile(input);
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

async function readFile(file: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(file, {
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'none',
  }).catch((error: unknown) => {
    throw new EdgewiseError('input', `The picture cannot be decoded: ${messageOf(error)}`, { type: file.type }, error);
  });
  try {
    return readPixels(bitmap);
  } finally {
    bitmap.close();
  }
}

function readPixels(picture: ImageBitmap | VideoFrame): Pixels {
  const [width, height] =
    'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new EdgewiseError('environment', 'This browser gives a worker no 2d canvas to read pictures by.');
  context.drawImage(picture, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
