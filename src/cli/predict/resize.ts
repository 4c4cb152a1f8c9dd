import type { Pixels } from '../../model/input.js';

/** For each place of the result, the places of the source that it is made of, and their shares of it. */
interface Taps {
  first: Int32Array;
  weights: Float32Array;
  count: number;
}

/**
 * Stretches a picture to a size: bilinear, with a filter as wide as the picture shrinks, so that fine patterns give
 * their mean.
 *
 * @returns red, green, blue and alpha from 0 to 255, not rounded
 */
export function resize({ width, height, data }: Pixels, toWidth: number, toHeight: number): Float32Array {
  const across = tapsOf(width, toWidth);
  const down = tapsOf(height, toHeight);
  const rows = new Float32Array(toWidth * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      sum(data, (y * width + at(across.first, x)) * 4, 4, across, x, rows, (y * toWidth + x) * 4);
    }
  }
  const result = new Float32Array(toWidth * toHeight * 4);
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      sum(rows, (at(down.first, y) * toWidth + x) * 4, toWidth * 4, down, y, result, (y * toWidth + x) * 4);
    }
  }
  return result;
}

function sum(
  from: ArrayLike<number>,
  start: number,
  step: number,
  { weights, count }: Taps,
  place: number,
  to: Float32Array,
  target: number,
): void {
  for (let channel = 0; channel < 4; channel++) {
    let value = 0;
    for (let tap = 0; tap < count; tap++) {
      const weight = at(weights, place * count + tap);
      if (weight !== 0) value += weight * at(from, start + tap * step + channel);
    }
    to[target + channel] = value;
  }
}

/** A triangle over the middles of pixels, one pixel of the larger of both sizes to each side. */
function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const reach = Math.max(1, scale);
  const count = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let place = 0; place < to; place++) {
    const middle = (place + 0.5) * scale - 0.5;
    const start = Math.ceil(middle - reach);
    const shares = Array.from({ length: count }, (_, tap) => {
      const source = start + tap;
      return source < 0 || source >= from ? 0 : Math.max(0, 1 - Math.abs(source - middle) / reach);
    });
    const total = shares.reduce((a, b) => a + b, 0);
    first[place] = start;
    shares.forEach((share, tap) => (weights[place * count + tap] = share / total));
  }
  return { first, weights, count };
}

/** An element that is known to be there. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
