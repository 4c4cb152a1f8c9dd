import { EdgewiseError } from '../../../errors.js';
import type { Pixels } from '../../../model/input.js';
import { checkPictureSize } from '../../../transform/picture/picture-file.js';

/** Sides of the canvas that pixels are read by: every browser has one of this size, and not every one a larger. */
const tile = 4096;

/**
 * The pixels of a picture, tile by tile.
 *
 * @param options.opaque where it is known to have no transparency, which costs less
 * @throws EdgewiseError `input` for one that was closed, `limit` for one with too many pixels
 */
export function readPixels(picture: ImageBitmap | VideoFrame, { opaque = false } = {}): Pixels {
  const { width, height } = sizeOf(picture);
  if (width === 0 || height === 0) {
    throw new EdgewiseError('input', 'The picture has no pixels: it was closed before, or has no size.', {
      field: 'picture',
      width,
      height,
    });
  }
  checkPictureSize({ width, height }, 'The picture');
  const canvas = new OffscreenCanvas(Math.min(width, tile), Math.min(height, tile));
  const context = contextOf(canvas, opaque);
  if (width <= tile && height <= tile) {
    context.drawImage(picture, 0, 0);
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  }
  const data = new Uint8ClampedArray(width * height * 4);
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      context.clearRect(0, 0, tile, tile);
      context.drawImage(picture, -left, -top);
      const [wide, high] = [Math.min(tile, width - left), Math.min(tile, height - top)];
      const { data: part } = context.getImageData(0, 0, wide, high);
      for (let row = 0; row < high; row++) {
        data.set(part.subarray(row * wide * 4, (row + 1) * wide * 4), ((top + row) * width + left) * 4);
      }
    }
  }
  return { width, height, data };
}

function sizeOf(picture: ImageBitmap | VideoFrame): { width: number; height: number } {
  return 'displayWidth' in picture ? { width: picture.displayWidth, height: picture.displayHeight } : picture;
}

/**
 * A canvas holds colours multiplied with alpha. In 8 bits, colours that are hardly opaque would be lost: half floats
 * give every colour back as it was, where the browser has them.
 */
function contextOf(canvas: OffscreenCanvas, opaque: boolean): OffscreenCanvasRenderingContext2D {
  const settings = { willReadFrequently: true, alpha: !opaque, ...(!opaque && { colorType: 'float16' }) };
  const context = canvas.getContext('2d', settings);
  if (!context) throw new EdgewiseError('environment', 'This browser gives a worker no 2d canvas to read pictures by.');
  return context;
}
