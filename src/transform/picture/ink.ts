import type { Pixels } from '../../model/input.js';
import type { PlacedDrawing } from '../../model/transforms/picture-transform.js';
import type { Placement } from '../../model/transforms/placement.js';
import { at } from './at.js';
import { inkOf } from './ink-levels.js';
import type { Region } from './fit.js';
import { areaTaps } from './taps.js';

type Size = Pick<Region, 'width' | 'height'>;

/** A drawing as the model looks at it: `width` × `height` numbers from 0 (paper) to 1 (ink), rows from the top. */
export interface PlacedInk {
  ink: Float64Array;
  placement: Placement;
}

/**
 * Does to a drawing what MNIST did to its scans: the bounding box of the ink is scaled until its longer side has its
 * length, and moved by whole pixels until the centre of mass lies on the pixel in the middle. So neither the size of the
 * drawing nor its place on the paper matters. All paper where there is no ink.
 */
export function placedInk(
  pixels: Pixels,
  { ink: { colour, longerSide, faintest }, background, width, height }: PlacedDrawing,
): PlacedInk {
  const given = inkOf(pixels, colour, background);
  const box = boundingBox(given, pixels, faintest) ?? { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const scale = longerSide / Math.max(box.width, box.height);
  const scaled = scaledBox(given, pixels.width, box, scale);
  const { right, down } = toTheMiddle(scaled, { width, height });
  const ink = new Float64Array(width * height);
  for (let y = 0; y < scaled.height; y++) {
    const row = scaled.ink.subarray(y * scaled.width, (y + 1) * scaled.width);
    ink.set(row, (y + down) * width + right);
  }
  return {
    ink,
    placement: {
      width: pixels.width,
      height: pixels.height,
      inputWidth: width,
      inputHeight: height,
      scaleX: scale,
      scaleY: scale,
      left: right - box.left * scale,
      top: down - box.top * scale,
    },
  };
}

function boundingBox(ink: Float32Array, { width, height }: Size, faintest: number): Region | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (at(ink, y * width + x) < faintest) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

interface ScaledInk extends Size {
  ink: Float64Array;
}

/** What the box holds. Averages areas, as an antialiased scaling. */
function scaledBox(ink: Float32Array, inkWidth: number, box: Region, scale: number): ScaledInk {
  // A side of 19.99999 px is one of 20.
  const side = (length: number) => Math.ceil(length * scale - 1e-6);
  const [width, height] = [side(box.width), side(box.height)];
  const columns = areaTaps(box.width, width, 1 / scale);
  const rows = areaTaps(box.height, height, 1 / scale);
  const scaled = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let row = 0; row < at(rows.count, y); row++) {
        const start = (box.top + at(rows.first, y) + row) * inkWidth + box.left + at(columns.first, x);
        const high = at(rows.weights, y * rows.most + row);
        for (let column = 0; column < at(columns.count, x); column++) {
          sum += at(ink, start + column) * high * at(columns.weights, x * columns.most + column);
        }
      }
      scaled[y * width + x] = Math.min(sum, 1);
    }
  }
  return { ink: scaled, width, height };
}

/** By how many pixels the ink has to move until its centre of mass is in the middle, or an edge of it would be lost. */
function toTheMiddle({ ink, width, height }: ScaledInk, input: Size): { right: number; down: number } {
  let [mass, massX, massY] = [0, 0, 0];
  ink.forEach((value, i) => {
    mass += value;
    massX += value * (i % width);
    massY += value * Math.floor(i / width);
  });
  const move = (room: number, side: number, centre: number) =>
    Math.max(0, Math.min(room - side, Math.round(Math.floor(room / 2) - centre)));
  if (mass === 0) return { right: move(input.width, width, width / 2), down: move(input.height, height, height / 2) };
  return { right: move(input.width, width, massX / mass), down: move(input.height, height, massY / mass) };
}
