import { bytes, plain } from '../page/format.js';

/** Why a picture is not taken, and what to do. */
export class PictureError extends Error {}

const mostBytes = 60_000_000;
/** Decoded, a pixel takes four bytes. Larger ones come from scanners and telescopes. */
const mostPixels = 80_000_000;
/** No model here sees more than 512 pixels a side; this is for the person. */
const shownSide = 1280;

const formats = 'Choose a JPEG, PNG, WebP, AVIF or GIF.';

/** Decodes a picture beside the page, as large as it is shown. Throws a `PictureError`. */
export async function readPicture(file: Blob): Promise<ImageBitmap> {
  const name = file instanceof File && file.name !== '' ? `“${file.name}”` : 'The picture';
  if (file.size === 0) throw new PictureError(`${name} is empty. ${formats}`);
  if (file.size > mostBytes) {
    throw new PictureError(`${name} has ${bytes(file.size)}. Choose a picture of at most ${bytes(mostBytes)}.`);
  }
  const { width, height } = await measure(file, name);
  if (width * height > mostPixels) {
    throw new PictureError(
      `${name} is ${plain(width)} × ${plain(height)} pixels. Choose one of at most ${plain(mostPixels / 1e6)} million pixels, or make it smaller first.`,
    );
  }
  const scale = Math.min(1, shownSide / Math.max(width, height));
  try {
    return await createImageBitmap(file, {
      resizeWidth: Math.max(1, Math.round(width * scale)),
      resizeHeight: Math.max(1, Math.round(height * scale)),
      resizeQuality: 'medium',
    });
  } catch (cause) {
    throw new PictureError(
      `${name} is damaged: it begins as a picture and cannot be read to its end. Choose another.`,
      {
        cause,
      },
    );
  }
}

/** A browser reads the head of a file to know its size, and decodes the pixels later. */
async function measure(file: Blob, name: string): Promise<{ width: number; height: number }> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = () => {
        reject(new PictureError(`${name} is no picture that this browser can read. ${formats}`));
      };
      image.src = url;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0) throw new PictureError(`${name} says nothing of its size. ${formats}`);
    return { width, height };
  } finally {
    URL.revokeObjectURL(url);
  }
}
