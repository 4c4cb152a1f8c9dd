import { BMP } from 'image-size/types/bmp';
import { GIF } from 'image-size/types/gif';
import { HEIF } from 'image-size/types/heif';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';
import { EdgewiseError } from '../../errors.js';
import { limits } from '../../model/limits.js';

const formats = { jpeg: JPG, png: PNG, webp: WEBP, gif: GIF, bmp: BMP, avif: HEIF } as const;

/** Bytes from the start of a file within which it says how large its picture is, whatever is written before. */
export const headerBytes = 1024 * 1024;

/** What a file says of its picture before it is decoded. */
export interface PictureFile {
  format: keyof typeof formats;
  /** Pixels; undefined where that is not said, or not to be understood. */
  size: { width: number; height: number } | undefined;
  /** As EXIF counts them, 1 to 8; 1 is upright. Of JPEG alone. */
  orientation: number;
}

/** @returns undefined for what begins as no picture does */
export function readPictureFile(header: Uint8Array): PictureFile | undefined {
  for (const [format, { validate, calculate }] of Object.entries(formats)) {
    if (!isOrThrows(validate, header)) continue;
    const said = { format: format as keyof typeof formats, size: undefined, orientation: 1 };
    try {
      const { orientation = 1, images, width, height } = calculate(header);
      const size = [...(images ?? []), { width, height }].reduce((a, b) =>
        a.width * a.height < b.width * b.height ? b : a,
      );
      return { ...said, size, orientation };
    } catch {
      return said; // whoever decodes it says what is wrong
    }
  }
  return undefined;
}

/**
 * Compressed, a picture of a few kB may be one of gigabytes.
 *
 * @param name of the file or the kind of picture, for the message
 * @throws EdgewiseError `limit`
 */
export function checkPictureSize({ width, height }: { width: number; height: number }, name: string): void {
  if (width * height <= limits.picture) return;
  throw new EdgewiseError(
    'limit',
    `${name} has ${width} × ${height} pixels; ${limits.picture / 1e6} million are read. Give a smaller picture.`,
    { field: 'picture', width, height, actual: width * height, limit: limits.picture },
  );
}

function isOrThrows(validate: (header: Uint8Array) => boolean, header: Uint8Array): boolean {
  try {
    return validate(header);
  } catch {
    return true; // it begins as one, and goes on otherwise
  }
}
