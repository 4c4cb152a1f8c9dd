import { widthOf } from '../../model/transforms/table/columns.js';
import type { QuantityColumn, TableColumn, TableTransform } from '../../model/transforms/table.js';
import type { Places } from './derive.js';
import type { Quantities } from './quantify.js';

/** The model's input, place by place. */
export interface Columns {
  /** How many places there are. */
  count: number;
  fill: (quantities: Quantities, data: Float32Array) => void;
  /** The column that a place is of. */
  at: (place: number) => TableColumn | undefined;
}

type Fill = (quantities: Quantities, data: Float32Array) => void;

export function columnsOf({ fields, columns }: TableTransform, places: Places): Columns {
  const byName = new Map(fields.map((field) => [field.name, field]));
  let count = 0;
  const placed = columns.map((column) => {
    const start = count;
    const width = widthOf(column, byName.get(column.of));
    count += width;
    return { column, end: count, fill: fillerOf(column, places.get(column.of) ?? NaN, start) };
  });
  return {
    count,
    fill: (quantities, data) => {
      for (const { fill } of placed) fill(quantities, data);
    },
    at: (place) => placed.find(({ end }) => place < end)?.column,
  };
}

/** @param from where the column's quantity or field lies, @param start of the column's places */
function fillerOf(column: TableColumn, from: number, start: number): Fill {
  switch (column.kind) {
    case 'quantity':
      return quantityFiller(column, from, start);
    case 'one-hot':
      return ({ values }, data) => {
        data[start + (values[from] ?? NaN)] = 1;
      };
    case 'missing':
      return ({ missing }, data) => {
        data[start] = missing[from] ?? 0;
      };
  }
}

function quantityFiller(column: QuantityColumn, from: number, start: number): Fill {
  const { transform = 'none', mean = 0, std = 1, clip = Infinity, knots = [] } = column;
  return ({ values }, data) => {
    const value = transformed[transform](values[from] ?? NaN);
    const standardised = Math.min(clip, Math.max(-clip, (value - mean) / std));
    data[start] = standardised;
    knots.forEach((knot, i) => {
      data[start + 1 + i] = Math.max(0, standardised - knot);
    });
  };
}

/** As a column's `transform` says. */
export const transformed = {
  none: (value: number) => value,
  log1p: (value: number) => Math.sign(value) * Math.log1p(Math.abs(value)),
};
