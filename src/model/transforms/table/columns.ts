import { kindOf } from '../kind-of.js';
import { numberAt, numbersAt, oneOf, optional, positiveAt, textAt, type Fields } from '../../manifest/fields.js';
import type { TableField } from './fields.js';

/** One or several neighbouring places of the model's input, and what they hold of a record. */
export type TableColumn = QuantityColumn | OneHotColumn | MissingColumn;

/**
 * A number field, a boolean field (1 where true, else 0) or a derived quantity: transformed, standardised, then cut off.
 * With knots, each has a place after it: by how much the result exceeds the knot, 0 below (a linear spline's hinge).
 */
export interface QuantityColumn {
  kind: 'quantity';
  of: string;
  /** `log1p` is sgn x · ln(1 + |x|), for where a few values are far larger than the rest. Default `none`. */
  transform?: 'none' | 'log1p';
  /** Subtracted from what the transform gives; default 0. */
  mean?: number;
  /** What remains is divided by it; default 1. */
  std?: number;
  /** From -clip to clip, in units of `std`. */
  clip?: number;
  /** In units of `std`. */
  knots?: readonly number[];
}

/** A place for each value of a category field, 1 for the one that the record has, else 0; the last for its bucket. */
export interface OneHotColumn {
  kind: 'one-hot';
  of: string;
}

/** 1 where the field is null, else 0. */
export interface MissingColumn {
  kind: 'missing';
  of: string;
}

export const columnKinds = ['quantity', 'one-hot', 'missing'] as const;

export function parseTableColumn(fields: Fields): TableColumn {
  const kind = kindOf(fields, columnKinds);
  const of = textAt(fields, 'of');
  if (kind !== 'quantity') return { kind, of };
  return {
    kind,
    of,
    ...optional(fields, 'transform', (at, key) => oneOf(at, key, ['none', 'log1p'] as const)),
    ...optional(fields, 'mean', numberAt),
    ...optional(fields, 'std', positiveAt),
    ...optional(fields, 'clip', positiveAt),
    ...optional(fields, 'knots', numbersAt),
  };
}

/** How many places of the input it takes. @param field that it is of; undefined for a derived quantity */
export function widthOf(column: TableColumn, field: TableField | undefined): number {
  if (column.kind === 'quantity') return 1 + (column.knots?.length ?? 0);
  if (column.kind === 'missing' || field?.kind !== 'category') return 1;
  return field.values.length + (field.unknown === 'bucket' ? 1 : 0);
}
