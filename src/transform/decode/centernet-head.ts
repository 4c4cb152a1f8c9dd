import type { CenterNetHead } from '../../model/transforms/output/centernet-head.js';
import { sigmoid } from './activation.js';
import type { ReadBoxes } from './candidate.js';
import { exactly, numbersOf, otherShape, type Numbers } from './numbers.js';
import { lookedAt, type Corners, type Size } from './to-given.js';

/** A box for each peak of the heatmap. */
export function centerNetReader(head: CenterNetHead): ReadBoxes {
  const { heatmap, activation = 'none' } = head;
  const probability = activation === 'sigmoid' ? sigmoid : (value: number) => value;
  return (outputs, placement, minimumScore, found) => {
    const map = numbersOf(outputs, heatmap);
    const [, rows = 0, columns = 0, labels = 0] = map.shape;
    if (map.shape.length !== 4) throw otherShape(heatmap, map.shape, '[1, height, width, labels]');
    const sizes = exactly(outputs, head.sizes, rows * columns * 2, rows * columns * 4);
    const offsets = head.offsets === undefined ? undefined : exactly(outputs, head.offsets, rows * columns * 2);
    const { width, height } = lookedAt(placement);
    const cell = { width: width / columns, height: height / rows };
    const unit = head.units === 'cells' ? cell : { width: 1, height: 1 };
    for (let place = 0; place < map.data.length; place++) {
      const value = map.data[place] as number;
      const score = probability(value);
      if (!(score >= minimumScore) || !isPeak(map, place)) continue;
      const at = Math.floor(place / labels);
      const x = ((at % columns) + (offsets?.data[at * 2] ?? 0)) * cell.width;
      const y = (Math.floor(at / columns) + (offsets?.data[at * 2 + 1] ?? 0)) * cell.height;
      found({ ...boxAround(x, y, sizes, at, unit), score, index: place % labels });
    }
  };
}

/** Where no cell around it has more of the same label: what a max pooling of 3 × 3 leaves as it is. */
function isPeak({ data, shape }: Numbers, place: number): boolean {
  const [, rows = 0, columns = 0, labels = 0] = shape;
  const at = Math.floor(place / labels);
  const [row, column] = [Math.floor(at / columns), at % columns];
  const value = data[place] as number;
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if ((data[place + ((y - row) * columns + x - column) * labels] as number) > value) return false;
    }
  }
  return true;
}

function boxAround(x: number, y: number, { data, shape }: Numbers, at: number, unit: Size): Corners {
  const numbers = shape.at(-1) ?? 0;
  const [a = NaN, b = NaN, c = NaN, d = NaN] = data.subarray(at * numbers, (at + 1) * numbers);
  const [left, top, right, bottom] = numbers === 4 ? [a, b, c, d] : [a / 2, b / 2, a / 2, b / 2];
  return {
    left: x - left * unit.width,
    top: y - top * unit.height,
    right: x + right * unit.width,
    bottom: y + bottom * unit.height,
  };
}
