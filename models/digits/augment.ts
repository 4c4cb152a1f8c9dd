import type { Random } from '../training/random.js';
import { side } from './drawing.js';

/** How far a digit is changed at most, as another hand might have written it. */
const most = {
  /** Radians: 12°. */
  turn: 0.21,
  /** Slant: so many pixels across for each one up. */
  slant: 0.2,
  /** Of width and height, each on its own. */
  zoom: 0.12,
  /** Pixels. */
  shift: 1.5,
};

/** The grey edges of the strokes, times this: thinner or thicker pens. */
const pen = { thinnest: 0.7, thickest: 2 };

const pixels = side * side;

/** Turns, slants, zooms and moves each picture of a batch a little, and changes its pen; in place. */
export function augment(pictures: Float32Array, random: Random): void {
  const original = new Float32Array(pixels);
  for (let start = 0; start < pictures.length; start += pixels) {
    const picture = pictures.subarray(start, start + pixels);
    original.set(picture);
    redraw(original, picture, random);
  }
}

function redraw(original: Float32Array, picture: Float32Array, random: Random): void {
  const upTo = (limit: number) => (2 * random.next() - 1) * limit;
  const turn = upTo(most.turn);
  const slant = upTo(most.slant);
  const [wide, high] = [1 + upTo(most.zoom), 1 + upTo(most.zoom)];
  const [right, down] = [upTo(most.shift), upTo(most.shift)];
  const ink = pen.thinnest * (pen.thickest / pen.thinnest) ** random.next();

  // Where in the original each new pixel lies.
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [xx, xy] = [(cos + slant * sin) / wide, (slant * cos - sin) / wide];
  const [yx, yy] = [sin / high, cos / high];
  const middle = (side - 1) / 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dx = x - middle - right;
      const dy = y - middle - down;
      const value = between(original, middle + xx * dx + xy * dy, middle + yx * dx + yy * dy);
      picture[y * side + x] = Math.min(1, value * ink);
    }
  }
}

/** Bilinear; paper beyond the edges. */
function between(picture: Float32Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const [rightShare, lowerShare] = [x - left, y - top];
  const upper = at(picture, left, top) * (1 - rightShare) + at(picture, left + 1, top) * rightShare;
  const lower = at(picture, left, top + 1) * (1 - rightShare) + at(picture, left + 1, top + 1) * rightShare;
  return upper * (1 - lowerShare) + lower * lowerShare;
}

function at(picture: Float32Array, x: number, y: number): number {
  return x < 0 || y < 0 || x >= side || y >= side ? 0 : (picture[y * side + x] ?? 0);
}
