import type { Pixels } from '../../model/input.js';

/**
 * Turns a picture as its camera noted that it was held.
 *
 * @param orientation EXIF's, 1 to 8, which says where the first row and the first column belong; what is none of these
 *   is upright
 */
export function upright(picture: Pixels, orientation: number): Pixels {
  // Of each: columns and rows change places, then left and right, then top and bottom.
  const turns: Readonly<Record<number, readonly [transposed: boolean, mirrored: boolean, flipped: boolean]>> = {
    2: [false, true, false],
    3: [false, true, true],
    4: [false, false, true],
    5: [true, false, false],
    6: [true, true, false],
    7: [true, true, true],
    8: [true, false, true],
  };
  const turn = turns[orientation];
  if (!turn) return picture;
  const [transposed, mirrored, flipped] = turn;
  const [width, height] = transposed ? [picture.height, picture.width] : [picture.width, picture.height];
  const from = picture.data;
  const data = new Uint8Array(from.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = [mirrored ? width - 1 - x : x, flipped ? height - 1 - y : y];
      const start = 4 * (transposed ? across * picture.width + down : down * picture.width + across);
      data.set(from.subarray(start, start + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}
