import type { Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';

export interface TableTransform {
  kind: 'table';
  /** The input that it makes; others of the model have to be optional. */
  input: string;
}

export function parseTableTransform(fields: Fields): TableTransform {
  return fields.json as unknown as TableTransform;
}

export function checkTableTransform(_transform: TableTransform, _model: DescribedModel): void {
  /* the table room */
}
