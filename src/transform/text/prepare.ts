import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';

/** From a text to the model's input. */
export function textPreparer(_transform: TextTransform, _specs: readonly TensorSpec[]): (text: string) => Tensors {
  return () => ({});
}
