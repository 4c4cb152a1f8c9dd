import type { TableRow } from '../../model/input.js';
import { nearest } from '../../model/nearest.js';
import type { TableTransform } from '../../model/transforms/table.js';
import { compile, notComputed } from './derive.js';
import { badRecord, show, type Problem } from './problem.js';
import { fieldReader, type FieldReader } from './read-field.js';

/** A record as numbers, all known, in double precision: what its columns are made of. */
export interface Quantities {
  /** One for each field, in their order, then one for each derived quantity. A category is its place among the values. */
  values: Float64Array;
  /** 1 for each field that was null, and has its typical value. */
  missing: Uint8Array;
}

/** Where each field and derived quantity lies in `values`, by name. */
export function placesIn({ fields, derived = [] }: Pick<TableTransform, 'fields' | 'derived'>): Map<string, number> {
  return new Map([...fields, ...derived].map(({ name }, place) => [name, place]));
}

/**
 * Reads a record's fields, fills in what is missing and derives what is declared.
 *
 * @returns throws EdgewiseError `input` with the field, its value and what is allowed in `details`, and every such
 *   problem in `details.problems`
 */
export function quantifier(transform: Pick<TableTransform, 'fields' | 'derived'>): (row: TableRow) => Quantities {
  const { fields, derived = [] } = transform;
  const places = placesIn(transform);
  const readers = fields.map(fieldReader);
  const names = new Set(fields.map(({ name }) => name));
  const steps = derived.map((one) => ({ one, compute: compile(one, places) }));
  return (row) => {
    const record = { values: new Float64Array(places.size), missing: new Uint8Array(fields.length) };
    // Strangers first: a mistyped name explains a missing field.
    const [first, ...others] = [...strangers(row, names), ...readFields(row, readers, record)];
    if (first) throw badRecord([first, ...others]);
    steps.forEach(({ one, compute }, i) => {
      const value = compute(record.values);
      if (!Number.isFinite(value)) throw badRecord([notComputed(one, value, record.values, places)]);
      record.values[fields.length + i] = value;
    });
    return record;
  };
}

function readFields(row: TableRow, readers: readonly FieldReader[], { values, missing }: Quantities): Problem[] {
  const problems: Problem[] = [];
  readers.forEach(({ name, read, typical, problem }, i) => {
    // An own one alone: a field may be named as what every object has.
    const value: unknown = Object.hasOwn(row, name) ? row[name] : undefined;
    const number = value === null ? typical : read(value);
    if (value === null) missing[i] = 1;
    if (number === undefined) problems.push(problem(value));
    else values[i] = number;
  });
  return problems;
}

function strangers(row: TableRow, names: ReadonlySet<string>): Problem[] {
  const unknown = Object.keys(row).filter((field) => !names.has(field));
  if (unknown.length === 0) return [];
  const allowed = `the fields ${[...names].join(', ')}`;
  const absent = [...names].filter((name) => !Object.hasOwn(row, name));
  return unknown.map((field) => {
    const near = nearest(field, absent);
    const meant = near === undefined ? '' : ` Did you mean ${show(near)}?`;
    return {
      field,
      value: row[field],
      allowed,
      message: `${show(field)} is no field of this model's records.${meant} Give ${allowed}.`,
    };
  });
}
