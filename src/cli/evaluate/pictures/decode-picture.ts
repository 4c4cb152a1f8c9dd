import { readFile } from 'node:fs/promises';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { EdgewiseError, messageOf } from '../../../errors.js';

/** A picture in memory: four bytes a pixel (red, green, blue, opacity), rows from the top. */
export interface Picture {
  /** Its file. */
  name: string;
  width: number;
  height: number;
  rgba: Uint8Array;
}

/** Pixels that are decoded at most: what phones take, and no bomb. */
const largest = 100_000_000;

/**
 * Reads a PNG or JPEG; told apart by content. Turned pictures (EXIF) are left as they are stored.
 *
 * @throws EdgewiseError `input`, with the file
 */
export async function readPicture(file: string): Promise<Picture> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw wrong(file, `cannot be read: ${messageOf(error)}`, error);
  });
  const decode = decoderOf(bytes);
  if (!decode) throw wrong(file, 'is neither a PNG nor a JPEG. Convert it to one of them');
  try {
    return { name: file, ...decode(bytes) };
  } catch (error) {
    throw wrong(file, `cannot be decoded: ${messageOf(error)}`, error);
  }
}

type Decoder = (bytes: Buffer) => Omit<Picture, 'name'>;

function decoderOf(bytes: Buffer): Decoder | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return decodePng;
  return bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ? decodeJpeg : undefined;
}

function decodePng(bytes: Buffer): Omit<Picture, 'name'> {
  // Width and height stand first in a PNG; the decoder allocates what they say.
  if (bytes.length < 24 || bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > largest) {
    throw new Error(`it has no header, or more than ${largest} pixels`);
  }
  const { width, height, data } = PNG.sync.read(bytes);
  return { width, height, rgba: data };
}

function decodeJpeg(bytes: Buffer): Omit<Picture, 'name'> {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxResolutionInMP: largest / 1e6,
    maxMemoryUsageInMB: 2048,
  });
  return { width, height, rgba: data };
}

function wrong(file: string, what: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError('input', `The picture ${file} ${what}.`, { file, field: 'pictures' }, cause);
}
