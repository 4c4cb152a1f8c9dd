import type { Stroke } from './pad.js';

/** Each digit as a person may write it, in SVG's path words on a square of 100. */
const outlines: readonly string[] = [
  'M54 14 C18 12 20 88 50 87 C82 86 82 16 50 14',
  'M38 30 L55 14 L52 87',
  'M27 32 C30 8 72 8 70 35 C68 55 40 65 27 84 L75 83',
  'M30 20 C45 8 72 14 68 33 C66 45 55 48 45 48 C60 48 74 56 71 70 C67 90 38 90 27 77',
  'M56 13 L25 58 L77 58 M64 35 L60 88',
  'M71 16 L37 16 L32 48 C45 40 72 42 71 65 C70 88 40 90 27 78',
  'M64 13 C40 28 26 55 32 72 C38 90 70 88 70 68 C70 49 42 47 33 65',
  'M26 18 L74 18 L45 87',
  'M66 22 C58 8 30 12 33 31 C36 46 70 52 70 69 C70 92 30 92 31 70 C32 52 68 46 67 25',
  'M69 33 C66 10 31 12 31 35 C32 56 64 54 69 33 C69 55 66 70 60 88',
];

const step = 2;

/** The strokes of a digit, as if a pen had drawn them. */
export function sample(digit: number): Stroke[] {
  return (outlines[digit] ?? '')
    .split(/(?=M)/)
    .filter((outline) => outline !== '')
    .map((outline) => {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', outline);
      const steps = Math.ceil(path.getTotalLength() / step);
      return Array.from({ length: steps + 1 }, (_, i) => {
        const { x, y } = path.getPointAtLength((i / steps) * path.getTotalLength());
        return { x: x / 100, y: y / 100 };
      });
    });
}
