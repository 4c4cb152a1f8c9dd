import type { Pixels } from '../../model/input.js';
import type { Colour, Resampling } from '../../model/transforms/picture-transform.js';
import { at } from './at.js';
import type { Fitting } from './fit.js';
import { tapsOf, type Taps } from './taps.js';

/**
 * Resizes a part of a picture to the size of its target, row by row, and reads only the pixels that are needed for it.
 *
 * @param background what lies under transparent pixels, before anything is mixed
 * @param take gets each row of the target: red, green and blue from 0 to 255 of each pixel, not rounded. The array is
 *   used again for the next row.
 */
export function eachLine(
  pixels: Pixels,
  { source, target }: Fitting,
  sampling: Resampling,
  background: Colour,
  take: (line: Float64Array, y: number) => void,
): void {
  const columns = tapsOf(source.width, target.width, sampling);
  const rows = tapsOf(source.height, target.height, sampling);
  // A source row may be needed for two rows of the target, one after the other.
  const kept = [0, 1].map(() => ({ row: -1, line: new Float64Array(3 * target.width) }));
  const mixed = new Float64Array(3 * target.width);
  const readRow = (row: number): Float64Array => {
    const slot = kept[row % 2] as (typeof kept)[number];
    if (slot.row !== row) {
      slot.row = row;
      mixRow(pixels, ((source.top + row) * pixels.width + source.left) * 4, columns, background, slot.line);
    }
    return slot.line;
  };
  for (let y = 0; y < target.height; y++) {
    const first = at(rows.first, y);
    if (at(rows.count, y) === 1 && at(rows.weights, y * rows.most) === 1) {
      take(readRow(first), y);
      continue;
    }
    mixed.fill(0);
    for (let tap = 0; tap < at(rows.count, y); tap++) {
      const weight = at(rows.weights, y * rows.most + tap);
      const line = readRow(first + tap);
      for (let i = 0; i < line.length; i++) mixed[i] = at(mixed, i) + weight * at(line, i);
    }
    take(mixed, y);
  }
}

/** One row of the source, as wide as the target. */
function mixRow(
  { data }: Pixels,
  start: number,
  { first, count, weights, most }: Taps,
  [underRed, underGreen, underBlue]: Colour,
  line: Float64Array,
): void {
  for (let x = 0; x < first.length; x++) {
    let pixel = start + at(first, x) * 4;
    if (at(count, x) === 1 && at(data, pixel + 3) === 255) {
      line[3 * x] = at(data, pixel);
      line[3 * x + 1] = at(data, pixel + 1);
      line[3 * x + 2] = at(data, pixel + 2);
      continue;
    }
    let [red, green, blue] = [0, 0, 0];
    const end = x * most + at(count, x);
    for (let tap = x * most; tap < end; tap++, pixel += 4) {
      const weight = at(weights, tap);
      const alpha = at(data, pixel + 3);
      if (alpha === 255) {
        red += weight * at(data, pixel);
        green += weight * at(data, pixel + 1);
        blue += weight * at(data, pixel + 2);
      } else {
        const own = (weight * alpha) / 255;
        const under = weight - own;
        red += own * at(data, pixel) + under * underRed;
        green += own * at(data, pixel + 1) + under * underGreen;
        blue += own * at(data, pixel + 2) + under * underBlue;
      }
    }
    line[3 * x] = red;
    line[3 * x + 1] = green;
    line[3 * x + 2] = blue;
  }
}
