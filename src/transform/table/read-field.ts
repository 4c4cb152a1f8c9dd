import { nearest } from '../../model/nearest.js';
import type { TableField } from '../../model/transforms/table.js';
import { show, type Problem } from './problem.js';

/** Reads one field of a record as a number. */
export interface FieldReader {
  name: string;
  /**
   * A number as it is or clipped, true as 1 and false as 0, a category as its place among the values (one beyond the last
   * for the bucket of unknown ones); undefined for what the field does not allow. Never called with null.
   */
  read: (value: unknown) => number | undefined;
  /** Stands in for null; undefined where null is refused. */
  typical: number | undefined;
  problem: (value: unknown) => Problem;
}

export function fieldReader(field: TableField): FieldReader {
  const read = readerOf(field);
  const typical = field.typical === undefined ? undefined : read(field.typical);
  const allowed = `${allowedBy(field)}${typical === undefined ? '' : ', or null where it is not known'}`;
  return {
    name: field.name,
    read,
    typical,
    problem: (value) => ({
      field: field.name,
      value,
      allowed,
      message: `${field.name} is ${show(value)}${why(field, value)}. Give ${allowed}.`,
    }),
  };
}

function readerOf(field: TableField): FieldReader['read'] {
  switch (field.kind) {
    case 'number': {
      const { min = -Infinity, max = Infinity, outside } = field;
      return (value) => {
        if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
        if (value >= min && value <= max) return value;
        return outside === 'clip' ? Math.min(max, Math.max(min, value)) : undefined;
      };
    }
    case 'category': {
      const places = new Map(field.values.map(({ value }, place) => [value, place]));
      const other = field.unknown === 'bucket' ? places.size : undefined;
      return (value) => (typeof value === 'string' ? (places.get(value) ?? other) : undefined);
    }
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? Number(value) : undefined);
  }
}

function allowedBy(field: TableField): string {
  switch (field.kind) {
    case 'number':
      return `${rangeOf(field)}${field.unit === undefined ? '' : ` (${field.unit})`}`;
    case 'category': {
      const values = field.values.map(({ value }) => JSON.stringify(value)).join(', ');
      return field.unknown === 'bucket' ? `a text such as ${values}` : `one of ${values}`;
    }
    case 'boolean':
      return 'true or false';
  }
}

function rangeOf({ min, max, outside }: Extract<TableField, { kind: 'number' }>): string {
  if (outside === 'clip' || (min === undefined && max === undefined)) return 'a finite number';
  if (max === undefined) return `a number from ${String(min)}`;
  return min === undefined ? `a number up to ${max}` : `a number from ${min} to ${max}`;
}

/** What the value alone would not tell. */
function why(field: TableField, value: unknown): string {
  if (typeof value !== 'string') return '';
  if (field.kind !== 'category') return ', a text';
  const near = nearest(
    value,
    field.values.map((one) => one.value),
  );
  return near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
}
