import { EdgewiseError, messageOf } from '../../errors.js';
import type { Pixels } from '../../model/input.js';
import { limits } from '../../model/limits.js';
import { checkPictureSize, readPictureFile } from '../../transform/picture/picture-file.js';
import { upright } from './upright.js';

/** True for what begins as a PNG or a JPEG does. */
export function isPicture(bytes: Uint8Array): boolean {
  return formatOf(bytes) !== undefined;
}

/**
 * Decodes a PNG or a JPEG as a browser does: upright, colours neither converted nor multiplied with alpha.
 *
 * @param name of the file, for messages
 * @throws EdgewiseError `input` for what is neither, or damaged; `limit` before a picture is decoded that has too many pixels
 */
export async function readPicture(bytes: Uint8Array, name: string): Promise<Pixels> {
  const format = formatOf(bytes);
  if (!format) {
    const why = bytes.length === 0 ? 'is empty' : 'is no picture that can be read here; PNG and JPEG can';
    throw new EdgewiseError('input', `${name} ${why}.`, { file: name, bytes: bytes.length });
  }
  const file = readPictureFile(bytes);
  if (file?.size) checkPictureSize(file.size, name);
  try {
    return format === 'png' ? await readPng(bytes) : upright(await readJpeg(bytes), file?.orientation ?? 1);
  } catch (error) {
    throw new EdgewiseError('input', `${name} cannot be read: ${messageOf(error)}`, { file: name }, error);
  }
}

function formatOf(bytes: Uint8Array): 'png' | 'jpeg' | undefined {
  if (bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47) return 'png';
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff ? 'jpeg' : undefined;
}

/** Where a PNG says how many bits a sample has. */
const bitDepth = 24;

async function readPng(bytes: Uint8Array): Promise<Pixels> {
  const { PNG } = await import('pngjs');
  const skipRescale = bytes[bitDepth] === 16;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, height, data } = PNG.sync.read(file, { skipRescale });
  // Browsers take the upper byte of 16 bits.
  return { width, height, data: skipRescale ? Uint8Array.from(data, (sample) => sample >> 8) : data };
}

async function readJpeg(bytes: Uint8Array): Promise<Pixels> {
  const { decode } = await import('jpeg-js');
  return decode(bytes, { useTArray: true, maxResolutionInMP: limits.picture / 1e6, maxMemoryUsageInMB: 2048 });
}
