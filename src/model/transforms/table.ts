import { overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import { objectsAt, optional, textAt, type Fields } from '../manifest/fields.js';
import { parseTableColumn } from './table/columns.js';
import { parseDerived } from './table/derived.js';
import { parseTableField } from './table/fields.js';
import type { TableTransform } from './table/transform.js';

export { checkTableTransform, placesOf } from './table/check.js';
export type { QuantityColumn, TableColumn } from './table/columns.js';
export type { Derived, Expression, Operand } from './table/derived.js';
export type { CategoryField, NumberField, TableField } from './table/fields.js';
export type { TableTransform } from './table/transform.js';

/** @throws EdgewiseError `invalid-model` with the field in `details.field`, `limit` */
export function parseTableTransform(fields: Fields): TableTransform {
  return {
    kind: 'table',
    input: textAt(fields, 'input'),
    fields: several(fields, 'fields').map(parseTableField),
    ...optional(fields, 'derived', (at, key) => several(at, key).map(parseDerived)),
    columns: several(fields, 'columns').map(parseTableColumn),
  };
}

function several(fields: Fields, key: 'fields' | 'derived' | 'columns'): Fields[] {
  const list = objectsAt(fields, key);
  if (list.length > limits[key]) throw overLimit(fields.url, key, list.length);
  return list;
}
