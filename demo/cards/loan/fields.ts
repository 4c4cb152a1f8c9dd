import type { Model, Transforms } from 'edgewise';
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
export function wordsFor(field: Field, value: string | number | boolean | null): string {
  if (value === null) return 'not known';
  if (field.kind === 'category') return field.values.find((option) => option.value === value)?.label ?? String(value);
  return typeof value === 'number' ? plain(value) : String(value);
}
