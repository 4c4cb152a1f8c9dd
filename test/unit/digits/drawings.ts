import type { Digits } from '../../../models/digits/data.js';
import { side } from '../../../models/digits/drawing.js';
import type { Pixels } from '../../../src/model/input.js';

/** A digit of MNIST as it is stored: 28×28 numbers from 0 to 1. */
export function pictureOf({ pixels }: Digits, digit: number): Float32Array {
  return Float32Array.from(pixels.subarray(digit * side * side, (digit + 1) * side * side), (value) => value / 255);
}

/** Ink from 0 to 1 as a picture: light on dark, or dark on light. */
export function drawing(ink: Float32Array, width: number, height: number, dark = false): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  ink.forEach((value, i) => {
    data.fill(255 * (dark ? 1 - value : value), 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  });
  return { width, height, data };
}

/** The digit drawn on paper larger than it: each pixel becomes a square of `zoom` × `zoom`. */
export function drawn(
  picture: Float32Array,
  { zoom, left, top, dark }: { zoom: number; left: number; top: number; dark?: boolean },
): Pixels {
  const width = side * zoom + left;
  const height = side * zoom + top;
  const ink = new Float32Array(width * height);
  for (let y = top; y < height; y++) {
    for (let x = left; x < width; x++) {
      ink[y * width + x] = picture[Math.floor((y - top) / zoom) * side + Math.floor((x - left) / zoom)] ?? 0;
    }
  }
  return drawing(ink, width, height, dark);
}
