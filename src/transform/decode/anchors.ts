import { isGrid, type Anchor, type AnchorGrid } from '../../model/transforms/output/anchors.js';
import type { Size } from './to-given.js';

/**
 * All anchors one after the other, four numbers each: centre x and y, width and height, in pixels of what the model looks
 * at.
 *
 * @param looked its size
 * @param unit what the declared lengths are multiplied with to be pixels
 */
export function layAnchors(anchors: readonly (Anchor | AnchorGrid)[], looked: Size, unit: Size): Float64Array {
  const laid: number[] = [];
  for (const each of anchors) {
    if (isGrid(each)) layGrid(each, looked, unit, laid);
    else laid.push(each[0] * unit.width, each[1] * unit.height, each[2] * unit.width, each[3] * unit.height);
  }
  return Float64Array.from(laid);
}

function layGrid(grid: AnchorGrid, looked: Size, unit: Size, laid: number[]): void {
  const boxes = boxesOf(grid);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const x = ((column + 0.5) / grid.columns) * looked.width;
      const y = ((row + 0.5) / grid.rows) * looked.height;
      for (const [width, height] of boxes) laid.push(x, y, width * unit.width, height * unit.height);
    }
  }
}

function boxesOf({ boxes, sizes = [], aspectRatios = [] }: AnchorGrid): readonly (readonly [number, number])[] {
  if (boxes) return boxes;
  return sizes.flatMap((size) =>
    aspectRatios.map((ratio) => [size * Math.sqrt(ratio), size / Math.sqrt(ratio)] as const),
  );
}
