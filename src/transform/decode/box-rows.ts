import { spanOf, type Span } from '../../model/transforms/output/box-columns.js';
import type { Corners, Size } from './to-given.js';

/** Reads a row of numbers as a box, by what its columns hold. */
export type ReadBox = (data: ArrayLike<number>, start: number, unit: Size) => Corners;

export function boxReader(columns: readonly (string | null)[]): ReadBox {
  const horizontal = sidesReader(columns, spanOf(columns, 'horizontal'));
  const vertical = sidesReader(columns, spanOf(columns, 'vertical'));
  return (data, start, unit) => {
    const [left, right] = horizontal(data, start);
    const [top, bottom] = vertical(data, start);
    return {
      left: left * unit.width,
      top: top * unit.height,
      right: right * unit.width,
      bottom: bottom * unit.height,
    };
  };
}

type ReadSides = (data: ArrayLike<number>, start: number) => readonly [number, number];

/** Two sides, a side and a size, or a centre and a size. */
function sidesReader(columns: readonly (string | null)[], span: Span = ['x', 'width']): ReadSides {
  const [from, to] = span;
  const [first, second] = [columns.indexOf(from), columns.indexOf(to)];
  const centred = from === 'x' || from === 'y';
  const sized = to === 'width' || to === 'height';
  return (data, start) => {
    const [one, two] = [data[start + first] as number, data[start + second] as number];
    if (centred) return [one - two / 2, one + two / 2];
    return [one, sized ? one + two : two];
  };
}
