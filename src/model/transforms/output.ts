import type { Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';

/** How the answer stands in the model's outputs. */
export interface OutputTransform {
  kind: string;
}

export function parseOutputTransform(fields: Fields): OutputTransform {
  return fields.json as unknown as OutputTransform;
}

export function checkOutputTransform(_transform: OutputTransform, _model: DescribedModel): void {
  /* the decoders' room */
}
