import type { Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';

/** A picture of any size as the model takes it. */
export interface PictureTransform {
  kind: 'picture';
  /** The input that it makes; others of the model have to be optional. */
  input: string;
  /** Of what the model looks at, in pixels. */
  width: number;
  height: number;
  /**
   * - `stretch`: both sides to size, whatever that does to the proportions
   * - `crop`: the largest part in the middle that has the proportions
   * - `letterbox`: the whole, in the middle of `padding`
   * - `ink`: a drawing, placed as MNIST places its digits
   */
  fit: 'stretch' | 'crop' | 'letterbox' | 'ink';
}

export function parsePictureTransform(fields: Fields): PictureTransform {
  return fields.json as unknown as PictureTransform;
}

export function checkPictureTransform(_transform: PictureTransform, _model: DescribedModel): void {
  /* the picture room */
}
