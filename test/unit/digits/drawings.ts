import type { Digits } from '../../../models/digits/data.js';
import { side } from '../../../models/digits/features.js';

/** A digit of MNIST as the model sees it: 28×28 numbers from 0 to 1. */
export function pictureOf({ pixels }: Digits, digit: number): Float32Array {
  return Float32Array.from(pixels.subarray(digit * side * side, (digit + 1) * side * side), (value) => value / 255);
}

/** The digit drawn on paper larger than it: each pixel becomes a square of `zoom` × `zoom`. */
export function drawn(
  picture: Float32Array,
  { zoom, left, top }: { zoom: number; left: number; top: number },
): { ink: Float32Array; width: number; height: number } {
  const width = side * zoom + left;
  const height = side * zoom + top;
  const ink = new Float32Array(width * height);
  for (let y = top; y < height; y++) {
    for (let x = left; x < width; x++) {
      ink[y * width + x] = picture[Math.floor((y - top) / zoom) * side + Math.floor((x - left) / zoom)] ?? 0;
    }
  }
  return { ink, width, height };
}
