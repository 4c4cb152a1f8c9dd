import { isObject } from '../../json.js';
import { countAt, listAt, wrong, type Fields } from '../../manifest/fields.js';

/** A box that the model's answer is told relative to: centre x and y, width and height. */
export type Anchor = readonly [x: number, y: number, width: number, height: number];

/**
 * Boxes around the centre of each cell of a grid over the whole of what the model looks at, row by row from the top;
 * within a cell in the order that is given.
 */
export interface AnchorGrid {
  rows: number;
  columns: number;
  /** Of each cell, the widths and heights; or, in their place, sizes and aspect ratios. */
  boxes?: readonly (readonly [width: number, height: number])[];
  /** For each size one after the other, all aspect ratios: `size × √ratio` wide and `size ÷ √ratio` high. */
  sizes?: readonly number[];
  aspectRatios?: readonly number[];
}

/** Far more than a model has, and few enough to hold. */
const mostAnchors = 250_000;

/** Single ones as lists of four numbers, and grids as objects, in the order in which the model answers them. */
export function anchorsAt(fields: Fields, key: string): readonly (Anchor | AnchorGrid)[] {
  const anchors = listAt(fields, key).map((each, i): Anchor | AnchorGrid => {
    if (isObject(each)) return gridOf({ ...fields, at: `${fields.at}.${key}[${i}]`, json: each });
    if (isNumbers(each, 4)) return each as Anchor;
    throw wrong(fields, key, 'a list of grids and of anchors [x, y, width, height]');
  });
  const count = countOf(anchors);
  if (count === 0 || count > mostAnchors) throw wrong(fields, key, `a list of 1 to ${mostAnchors} anchors`);
  return anchors;
}

/** How many anchors that makes. */
export function countOf(anchors: readonly (Anchor | AnchorGrid)[]): number {
  return anchors.reduce((count, each) => count + (isGrid(each) ? each.rows * each.columns * perCell(each) : 1), 0);
}

export function isGrid(anchor: Anchor | AnchorGrid): anchor is AnchorGrid {
  return 'rows' in anchor;
}

function perCell({ boxes, sizes = [], aspectRatios = [] }: AnchorGrid): number {
  return boxes?.length ?? sizes.length * aspectRatios.length;
}

function gridOf(fields: Fields): AnchorGrid {
  const cells = { rows: countAt(fields, 'rows', 1), columns: countAt(fields, 'columns', 1) };
  if (fields.json['boxes'] === undefined) {
    return { ...cells, sizes: positivesAt(fields, 'sizes'), aspectRatios: positivesAt(fields, 'aspectRatios') };
  }
  const boxes = listAt(fields, 'boxes');
  if (!boxes.every((box) => isNumbers(box, 2))) throw wrong(fields, 'boxes', 'a list of pairs [width, height]');
  return { ...cells, boxes: boxes as unknown as NonNullable<AnchorGrid['boxes']> };
}

function positivesAt(fields: Fields, key: string): readonly number[] {
  const list = listAt(fields, key);
  if (list.length > 0 && list.every((value) => Number.isFinite(value) && (value as number) > 0))
    return list as number[];
  throw wrong(fields, key, 'a list of numbers above 0');
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every(Number.isFinite);
}
