import { listAt, oneOf, wrong, type Fields } from '../../manifest/fields.js';

/** What lengths are told in: pixels of what the model looks at, or shares of its width and height. */
export type Coordinates = 'pixels' | 'normalized';

export function coordinatesAt(fields: Fields, key: string): Coordinates {
  return oneOf(fields, key, ['pixels', 'normalized'] as const);
}

/** What the places of a row hold; null for one that is not read. Places behind the list are not read either. */
export type Columns<Name extends string> = readonly (Name | null)[];

/** Each name at most once. */
export function columnsAt<Name extends string>(fields: Fields, key: string, names: readonly Name[]): Columns<Name> {
  const list = listAt(fields, key);
  const known = list.every((name) => name === null || names.includes(name as Name));
  const named = list.filter((name) => name !== null);
  if (known && named.length === new Set(named).size) return list as Columns<Name>;
  throw wrong(fields, key, `a list of ${names.join(', ')} and null, each name once at most,`);
}
