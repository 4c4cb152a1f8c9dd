import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';

/** Files that say how large their picture is, and hold nothing, or something else, of it. */
export const headers = {
  async png(width: number, height: number): Promise<Uint8Array> {
    const bytes = PNG.sync.write(new PNG({ width: 1, height: 1 }));
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return Promise.resolve(bytes);
  },

  /** The frame header is the marker, its length, the precision, height and width. */
  async jpeg(width: number, height: number): Promise<Uint8Array> {
    const bytes = await readFile('test/support/pictures/upright.jpg');
    const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
    bytes.writeUInt16BE(height, frame + 5);
    bytes.writeUInt16BE(width, frame + 7);
    return bytes;
  },

  /** The extended form, whose canvas counts from 0. */
  async webp(width: number, height: number): Promise<Uint8Array> {
    const chunk = Buffer.alloc(18);
    chunk.write('VP8X');
    chunk.writeUInt32LE(10, 4);
    chunk.writeUIntLE(width - 1, 12, 3);
    chunk.writeUIntLE(height - 1, 15, 3);
    const head = Buffer.from('RIFF\0\0\0\0WEBP');
    head.writeUInt32LE(4 + chunk.length, 4);
    return Promise.resolve(Buffer.concat([head, chunk]));
  },

  async gif(width: number, height: number): Promise<Uint8Array> {
    const bytes = Buffer.alloc(13);
    bytes.write('GIF89a');
    bytes.writeUInt16LE(width, 6);
    bytes.writeUInt16LE(height, 8);
    return Promise.resolve(bytes);
  },

  async bmp(width: number, height: number): Promise<Uint8Array> {
    const bytes = Buffer.alloc(54);
    bytes.write('BM');
    bytes.writeUInt32LE(54, 10);
    bytes.writeUInt32LE(40, 14);
    bytes.writeInt32LE(width, 18);
    bytes.writeInt32LE(height, 22);
    bytes.writeUInt16LE(1, 26);
    bytes.writeUInt16LE(24, 28);
    return Promise.resolve(bytes);
  },

  /** A thumbnail's extent before the picture's own. */
  async avif(width: number, height: number): Promise<Uint8Array> {
    const properties = box('ipco', extent(160, 160), extent(width, height));
    const meta = box('meta', Buffer.alloc(4), box('iprp', properties));
    return Promise.resolve(Buffer.concat([box('ftyp', Buffer.from('avif\0\0\0\0avifmif1')), meta]));
  },
};

/** A box of ISO/IEC 14496-12: its length, its type, and what is in it. */
function box(type: string, ...contents: readonly Uint8Array[]): Buffer {
  const head = Buffer.from(`\0\0\0\0${type}`);
  const bytes = Buffer.concat([head, ...contents]);
  bytes.writeUInt32BE(bytes.length);
  return bytes;
}

function extent(width: number, height: number): Buffer {
  const sides = Buffer.alloc(12);
  sides.writeUInt32BE(width, 4);
  sides.writeUInt32BE(height, 8);
  return box('ispe', sides);
}
