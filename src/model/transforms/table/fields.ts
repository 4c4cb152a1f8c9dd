import { kindOf } from '../kind-of.js';
import {
  flagAt,
  nameAt,
  numberAt,
  objectsAt,
  oneOf,
  optional,
  positiveAt,
  textAt,
  wrong,
  type Fields,
} from '../../manifest/fields.js';

/** What a record has to have: each field stands in it by its name, with a value or null where that is not known. */
export type TableField = NumberField | CategoryField | BooleanField;

/** What all kinds have in common. Label and unit are for people. */
interface Named {
  /** As it stands in a record. */
  name: string;
  label?: string;
}

/** A finite number. */
export interface NumberField extends Named {
  kind: 'number';
  unit?: string;
  /** The least and the largest that are allowed. */
  min?: number;
  max?: number;
  /** Between two values that a form offers; fractions of it are allowed. */
  step?: number;
  /** What becomes of a number beyond `min` or `max`. Default `refuse`; `clip` takes the limit in its place. */
  outside?: 'refuse' | 'clip';
  /** Stands in for null. Without it, null is refused. */
  typical?: number;
}

/** One of several words. */
export interface CategoryField extends Named {
  kind: 'category';
  values: readonly { value: string; label?: string }[];
  /** What becomes of another word. Default `refuse`; with `bucket` all others count as one value, told apart from these. */
  unknown?: 'refuse' | 'bucket';
  /** Stands in for null. Without it, null is refused. */
  typical?: string;
}

export interface BooleanField extends Named {
  kind: 'boolean';
  /** Stands in for null. Without it, null is refused. */
  typical?: boolean;
}

export const fieldKinds = ['number', 'category', 'boolean'] as const;

export function parseTableField(fields: Fields): TableField {
  const kind = kindOf(fields, fieldKinds);
  const named = { name: nameAt(fields, 'name'), ...optional(fields, 'label', textAt) };
  switch (kind) {
    case 'number':
      return checkRange(fields, {
        kind,
        ...named,
        ...optional(fields, 'unit', textAt),
        ...optional(fields, 'min', numberAt),
        ...optional(fields, 'max', numberAt),
        ...optional(fields, 'step', positiveAt),
        ...optional(fields, 'outside', (at, key) => oneOf(at, key, ['refuse', 'clip'] as const)),
        ...optional(fields, 'typical', numberAt),
      });
    case 'category':
      return checkValues(fields, {
        kind,
        ...named,
        // An empty text would be told from null by nobody.
        values: objectsAt(fields, 'values').map((at) => ({
          value: textAt(at, 'value'),
          ...optional(at, 'label', textAt),
        })),
        ...optional(fields, 'unknown', (at, key) => oneOf(at, key, ['refuse', 'bucket'] as const)),
        ...optional(fields, 'typical', textAt),
      });
    case 'boolean':
      return { kind, ...named, ...optional(fields, 'typical', flagAt) };
  }
}

function checkRange(fields: Fields, field: NumberField): NumberField {
  const { min = -Infinity, max = Infinity, typical, outside } = field;
  if (min >= max) throw wrong(fields, 'max', `a number above min, ${min},`);
  if (outside === 'clip' && min === -Infinity && max === Infinity)
    throw wrong(fields, 'outside', 'a min or max beside it, or "refuse"');
  if (typical !== undefined && (typical < min || typical > max)) {
    throw wrong(fields, 'typical', `a number from ${min} to ${max}`);
  }
  return field;
}

function checkValues(fields: Fields, field: CategoryField): CategoryField {
  const values = field.values.map(({ value }) => value);
  if (values.length === 0) throw wrong(fields, 'values', 'at least one value');
  const twice = values.find((value, i) => values.indexOf(value) < i);
  if (twice !== undefined) throw wrong(fields, 'values', `a list without ${JSON.stringify(twice)} in it twice`);
  if (field.typical !== undefined && !values.includes(field.typical))
    throw wrong(fields, 'typical', 'one of its values');
  return field;
}
