import type { Model, TableRow, Transforms } from 'edgewise';
import { plain } from '../../page/format.js';

type TableTransform = Extract<NonNullable<Transforms['input']>, { kind: 'table' }>;

/** What a package says of one field of its records. */
export type Field = TableTransform['fields'][number];

/** What an application has, as the package says. */
export function fieldsOf({ manifest }: Pick<Model, 'manifest'>): readonly Field[] {
  const input = manifest?.transforms?.input;
  if (input?.kind !== 'table') throw new Error('The package does not say what an application has.');
  return input.fields;
}

export function labelOf({ name, label = name }: Field): string {
  return label;
}

/** A field's value as a person reads it. */
export function wordsFor(field: Field, value: TableRow[string]): string {
  if (value === null) return 'not known';
  if (field.kind === 'category') return field.values.find((option) => option.value === value)?.label ?? String(value);
  return typeof value === 'number' ? plain(value) : String(value);
}

/** What is typical may be a number that nobody would enter: as the nearest that one would. */
export function inSteps(field: Field, value: TableRow[string]): TableRow[string] {
  if (field.kind !== 'number' || typeof value !== 'number' || field.step === undefined) return value;
  return Math.round(value / field.step) * field.step;
}
