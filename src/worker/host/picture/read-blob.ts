import { EdgewiseError, messageOf } from '../../../errors.js';
import type { Pixels } from '../../../model/input.js';
import { checkPictureSize, headerBytes, readPictureFile } from '../../../transform/picture/picture-file.js';
import { readPixels } from './read-pixels.js';

/** A file as it is stored: upright, its colours neither converted nor multiplied with its transparency. */
const asStored: ImageBitmapOptions = {
  premultiplyAlpha: 'none',
  colorSpaceConversion: 'none',
  imageOrientation: 'from-image',
};

/**
 * Decodes a file of any format that the browser knows.
 *
 * @throws EdgewiseError `input` for what is no picture, or damaged; `limit` before one is decoded that has too many pixels
 */
export async function readBlob(blob: Blob): Promise<Pixels> {
  if (blob.size === 0) throw undecodable(blob, 'it is empty');
  const header = await blob
    .slice(0, headerBytes)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw undecodable(blob, `it can no longer be read (${messageOf(error)})`, error);
    });
  const file = readPictureFile(new Uint8Array(header));
  if (file?.size) checkPictureSize(file.size, `The ${file.format.toUpperCase()} picture`);
  const bitmap = await createImageBitmap(blob, asStored).catch((error: unknown) => {
    throw undecodable(blob, whyNot(blob, file?.format), error);
  });
  try {
    return readPixels(bitmap, { opaque: file?.format === 'jpeg' });
  } finally {
    bitmap.close();
  }
}

function whyNot({ type, size }: Blob, format: string | undefined): string {
  if (format) return `it begins as a ${format.toUpperCase()} does, and is damaged or cut short (${size} bytes)`;
  if (type.includes('svg')) return 'a worker draws no SVG; draw it on a canvas, and give that';
  return 'it is no picture that this browser decodes';
}

function undecodable({ type, size }: Blob, why: string, cause?: unknown): EdgewiseError {
  const what = type === '' ? 'The Blob' : `The Blob of type ${type}`;
  return new EdgewiseError(
    'input',
    `${what} cannot be read as a picture: ${why}. PNG, JPEG, WebP and GIF are read everywhere.`,
    { field: 'picture', type, bytes: size },
    cause,
  );
}
