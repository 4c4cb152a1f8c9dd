import { emptyData, sizeOf, type DType, type TensorValue } from '../tensor.js';

/** A picture of soft patches, made up of a few bytes. */
export interface Grid {
  rows: number;
  columns: number;
  /** rows × columns × channels, in row-major order. */
  values: Uint8Array<ArrayBuffer>;
  /** What 0 and 255 stand for. */
  range: readonly [from: number, to: number];
}

/** A picture that was drawn out of a grid, and is written as that. */
export type GridPicture = TensorValue & { grid: Grid };

/**
 * A grid drawn out to `[pictures, height, width, channels]` by bilinear interpolation, corners on corners; every picture of
 * a batch is the same. Of whole numbers the nearest. Only +, −, × and ÷ of doubles and the rounding of the dtype are used:
 * every device draws the same picture to the bit.
 */
export function drawGrid(grid: Grid, shape: readonly number[], dtype: DType): GridPicture {
  const [, height = 1, width = 1, channels = 1] = shape;
  const { rows, columns, values, range } = grid;
  const [from, to] = range;
  const data = emptyData(dtype, sizeOf(shape)) as Float32Array;
  const across = Array.from({ length: width }, (_, x) => between(x, width, columns));
  const value = (row: number, column: number, channel: number) =>
    values[(row * columns + column) * channels + channel] ?? 0;
  for (let place = 0, pixel = 0; place < data.length; pixel++) {
    const down = between(Math.floor(pixel / width) % height, height, rows);
    const [left, right, portion] = across[pixel % width] ?? [0, 0, 0];
    for (let channel = 0; channel < channels; channel++, place++) {
      const above = mix(value(down[0], left, channel), value(down[0], right, channel), portion);
      const below = mix(value(down[1], left, channel), value(down[1], right, channel), portion);
      const drawn = from + ((to - from) * mix(above, below, down[2])) / 255;
      data[place] = dtype === 'float32' ? drawn : Math.round(drawn);
    }
  }
  return { data, shape, dtype, grid };
}

/** The two lines of the grid that a line of the picture lies between, and how far on the way to the second. */
function between(at: number, size: number, lines: number): [first: number, second: number, portion: number] {
  const place = size > 1 ? (at * (lines - 1)) / (size - 1) : 0;
  const first = Math.floor(place);
  return [first, Math.min(lines - 1, first + 1), place - first];
}

function mix(a: number, b: number, portion: number): number {
  return a + (b - a) * portion;
}
