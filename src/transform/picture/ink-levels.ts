import type { Pixels } from '../../model/input.js';
import type { Colour, InkPlacement } from '../../model/transforms/picture-transform.js';
import { at } from './at.js';
import { luma } from './luma.js';

/**
 * How much ink lies on each pixel, from 0 (paper) to 1, rows from the top.
 *
 * @param background what lies under transparent pixels; undefined: paper
 */
export function inkOf(pixels: Pixels, given: InkPlacement['colour'], background: Colour | undefined): Float32Array {
  const { width, height, data } = pixels;
  const colour = given === 'either' ? colourOf(pixels, background) : given;
  const paper = colour === 'dark' ? 255 : 0;
  const under = background ? luma(...background) : paper;
  const ink = new Float32Array(width * height);
  for (let i = 0; i < ink.length; i++) {
    const own = at(data, 4 * i + 3) / 255;
    const level = luma(at(data, 4 * i), at(data, 4 * i + 1), at(data, 4 * i + 2));
    ink[i] = colour === 'opaque' ? own : Math.abs(own * level + (1 - own) * under - paper) / 255;
  }
  return ink;
}

/** By the paper, which is what most of the outermost pixels show. */
function colourOf({ width, height, data }: Pixels, background: Colour | undefined): 'dark' | 'light' | 'opaque' {
  let [edge, opaque, light] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    const inner = y > 0 && y < height - 1;
    for (let x = 0; x < width; x += inner && width > 1 ? width - 1 : 1) {
      const i = 4 * (y * width + x);
      const own = at(data, i + 3) / 255;
      const level = luma(at(data, i), at(data, i + 1), at(data, i + 2));
      edge += 1;
      opaque += own;
      light += own * level + (background ? (1 - own) * luma(...background) : 0);
    }
  }
  if (!background && opaque < edge / 2) return 'opaque';
  return light < ((background ? edge : opaque) * 255) / 2 ? 'light' : 'dark';
}
