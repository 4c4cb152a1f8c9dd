import type { Tensors } from '../../model/tensor.js';
import type { SegmentationOutput } from '../../model/transforms/output/segmentation.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { Segmentation } from '../../model/values.js';
import { sigmoid } from './activation.js';
import { numbersOf, otherShape, type Numbers } from './numbers.js';
import { lookedAt } from './to-given.js';

/**
 * A mask of the given picture's size, in which each pixel has the label of the model's cell that its centre lies in;
 * where the model did not look, the first label. Without a picture it is of the model's own size.
 */
export function segmentationDecoder(
  transform: SegmentationOutput,
  labels: readonly string[],
): (outputs: Tensors, placement: Placement | null) => Segmentation {
  return (outputs, placement) => {
    const cells = cellsOf(numbersOf(outputs, transform.output), transform, labels.length);
    if (!placement) return { ...cells, labels: [...labels] };
    return { width: placement.width, height: placement.height, labels: [...labels], mask: toPicture(cells, placement) };
  };
}

/** The label of each of the model's own cells. */
interface Cells {
  width: number;
  height: number;
  mask: Uint8Array;
}

function cellsOf({ data, shape }: Numbers, transform: SegmentationOutput, labels: number): Cells {
  const { holds = 'scores', activation = 'none', threshold = 0.5, output } = transform;
  const [, height = 0, width = 0, channels = 1] = shape;
  const mask = new Uint8Array(width * height);
  if (holds === 'indices' && channels === 1) {
    mask.forEach((_, i) => (mask[i] = labelAt(data[i] ?? 0, labels)));
  } else if (holds === 'scores' && channels === labels) {
    mask.forEach((_, i) => (mask[i] = largestOf(data, i * channels, channels)));
  } else if (holds === 'scores' && channels === 1) {
    const probability = activation === 'sigmoid' ? sigmoid : (value: number) => value;
    mask.forEach((_, i) => (mask[i] = Number(probability(data[i] ?? NaN) >= threshold)));
  } else {
    throw otherShape(output, shape, `[1, height, width, ${holds === 'scores' ? labels : 1}]`);
  }
  return { width, height, mask };
}

/** The first label stands for an index that has none. */
function labelAt(index: number, labels: number): number {
  const whole = Math.round(index);
  return whole >= 0 && whole < labels ? whole : 0;
}

/** Of equal ones the first; what is no number counts for nothing. */
function largestOf(data: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  let most = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = data[start + i] as number;
    if (!(value > most)) continue;
    most = value;
    best = i;
  }
  return best;
}

function toPicture({ width, height, mask }: Cells, placement: Placement): Uint8Array {
  const size = lookedAt(placement);
  const columns = cellsBeneath(placement.width, placement.scaleX, placement.left, width / size.width, width);
  const rows = cellsBeneath(placement.height, placement.scaleY, placement.top, height / size.height, height);
  const picture = new Uint8Array(placement.width * placement.height);
  rows.forEach((row, y) => {
    if (row < 0) return;
    for (let x = 0; x < columns.length; x++) {
      const column = columns[x] as number;
      if (column >= 0) picture[y * placement.width + x] = mask[row * width + column] as number;
    }
  });
  return picture;
}

/** For each pixel along one axis the cell beneath its centre, −1 where there is none. */
function cellsBeneath(pixels: number, scale: number, start: number, cellsPerPixel: number, cells: number): Int32Array {
  return Int32Array.from({ length: pixels }, (_, i) => {
    const cell = Math.floor(((i + 0.5) * scale + start) * cellsPerPixel);
    return cell >= 0 && cell < cells ? cell : -1;
  });
}
