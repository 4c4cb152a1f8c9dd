import type { Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';

export interface TextTransform {
  kind: 'text';
  /** The input that it makes; others of the model have to be optional. */
  input: string;
}

export function parseTextTransform(fields: Fields): TextTransform {
  return fields.json as unknown as TextTransform;
}

export function checkTextTransform(_transform: TextTransform, _model: DescribedModel): void {
  /* the text room */
}
