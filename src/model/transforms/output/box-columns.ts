import { wrong, type Fields } from '../../manifest/fields.js';
import { columnsAt, type Columns } from './coordinates.js';

/** Of a box: its sides, its centre x and y, its size. */
export type BoxColumn = 'left' | 'top' | 'right' | 'bottom' | 'x' | 'y' | 'width' | 'height';

export const boxColumns: readonly BoxColumn[] = ['left', 'top', 'right', 'bottom', 'x', 'y', 'width', 'height'];

/** What says where a box lies along one axis. */
export type Span = readonly [from: BoxColumn, to: BoxColumn];

const spans: { horizontal: readonly Span[]; vertical: readonly Span[] } = {
  horizontal: [
    ['left', 'right'],
    ['left', 'width'],
    ['x', 'width'],
  ],
  vertical: [
    ['top', 'bottom'],
    ['top', 'height'],
    ['y', 'height'],
  ],
};

/** The two columns that say where a box lies along this axis; undefined where they are not there, or too many. */
export function spanOf(columns: readonly (string | null)[], axis: 'horizontal' | 'vertical'): Span | undefined {
  const [found, second] = spans[axis].filter((span) => span.every((name) => columns.includes(name)));
  return second ? undefined : found;
}

/** Columns of which each axis of a box has two, and others of these names. */
export function boxColumnsAt<Other extends string>(
  fields: Fields,
  key: string,
  others: readonly Other[],
): Columns<BoxColumn | Other> {
  const columns = columnsAt(fields, key, [...boxColumns, ...others]);
  if (spanOf(columns, 'horizontal') && spanOf(columns, 'vertical')) return columns;
  throw wrong(
    fields,
    key,
    'a list with left and right, left and width or x and width, and with top and bottom, top and height or y and height,',
  );
}
