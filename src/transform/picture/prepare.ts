import type { Pixels } from '../../model/input.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { PictureTransform } from '../../model/transforms/picture.js';
import type { Prepared } from '../prepared.js';

/** From a decoded picture to the model's input, and how the picture lies in it. */
export function picturePreparer(
  _transform: PictureTransform,
  _specs: readonly TensorSpec[],
): (pixels: Pixels) => Prepared {
  return () => ({ inputs: {}, placement: null });
}
