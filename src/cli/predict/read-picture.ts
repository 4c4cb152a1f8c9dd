import { EdgewiseError, messageOf } from '../../errors.js';

/** Rows from the top; red, green, blue and alpha from 0 to 255. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Compressed, a picture of a few kB may be one of gigabytes. */
const mostPixels = 100e6;

/** True for what begins as a PNG or a JPEG does. */
export function isPicture(bytes: Uint8Array): boolean {
  return isPng(bytes) || isJpeg(bytes);
}

/**
 * Decodes a PNG or a JPEG.
 *
 * @param name of the file, for messages
 * @throws EdgewiseError `input` for what is neither, or damaged; `limit` for more than 100 million pixels
 */
export async function readPicture(bytes: Uint8Array, name: string): Promise<Picture> {
  if (!isPicture(bytes)) {
    throw new EdgewiseError('input', `${name} is no picture that can be read here; PNG and JPEG can.`, { file: name });
  }
  try {
    return isPng(bytes) ? await readPng(bytes, name) : await readJpeg(bytes);
  } catch (error) {
    if (error instanceof EdgewiseError) throw error;
    throw new EdgewiseError('input', `${name} cannot be read: ${messageOf(error)}`, { file: name }, error);
  }
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

async function readPng(bytes: Uint8Array, name: string): Promise<Picture> {
  const { PNG } = await import('pngjs');
  // Width and height stand first in a PNG, big-endian.
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.byteLength >= 24 ? header.getUint32(16) * header.getUint32(20) : 0;
  if (size > mostPixels) {
    throw new EdgewiseError('limit', `${name} has ${size} pixels; ${mostPixels} are read.`, {
      file: name,
      actual: size,
    });
  }
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return { width, height, pixels: data };
}

async function readJpeg(bytes: Uint8Array): Promise<Picture> {
  const { decode } = await import('jpeg-js');
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: 2048,
  });
  return { width, height, pixels: data };
}
