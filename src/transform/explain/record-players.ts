import { EdgewiseError } from '../../errors.js';
import type { TableRow } from '../../model/input.js';
import type { Profile } from '../../model/profile/profile.js';
import type { Tensors } from '../../model/tensor.js';
import type { TableTransform } from '../../model/transforms/table.js';
import type { Players } from './players.js';
import { referenceOf } from './reference.js';

/**
 * The fields of a record, each against what is typical of it. One that is typical already is idle.
 *
 * @param asked the fields that may move; the others stay as they are given. Default: all
 * @param prepare makes the model's input of a record
 * @throws EdgewiseError `input` for a field that the model does not take, or of which nothing typical is known
 */
export function recordPlayers(
  row: TableRow,
  { fields }: TableTransform,
  profile: Profile | null,
  asked: readonly string[] | undefined,
  prepare: (row: TableRow) => Tensors,
): Players {
  const names = checkFields(
    asked,
    fields.map(({ name }) => name),
  );
  const all = fields
    .filter(({ name }) => names.includes(name))
    .map((field) => ({ name: field.name, value: row[field.name] ?? null, reference: referenceOf(field, profile) }));
  const players = all.filter(({ value, reference }) => value !== reference);
  return {
    are: 'fields',
    players,
    idle: all.filter(({ value, reference }) => value === reference),
    omitted: 0,
    inputs: (takesPart) => {
      const changed = players.filter((_, player) => !takesPart(player));
      return prepare({ ...row, ...Object.fromEntries(changed.map(({ name, reference }) => [name, reference])) });
    },
  };
}

function checkFields(asked: unknown, names: readonly string[]): readonly string[] {
  if (asked === undefined) return names;
  const known = (name: unknown) => names.some((one) => one === name);
  if (Array.isArray(asked) && asked.length > 0 && asked.every(known)) return asked as string[];
  throw new EdgewiseError(
    'input',
    `explain takes no fields: ${JSON.stringify(asked)}. Allowed: a list of ${names.join(', ')}.`,
    { field: 'fields', value: asked, expected: names },
  );
}
