import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import { hashedParts } from './hashed-parts.js';
import type { TextParts } from './text-parts.js';
import { wordParts } from './word-parts.js';

/**
 * Takes texts apart into what the model reads of them, to ask it about the text without a part.
 *
 * - Of hashed texts, a part is a word as it counts, and what is left is not joined anew: two words that become
 *   neighbours do not count as a pair.
 * - Of tokenized ones, a part is a word as it is written, and the text without it is tokenized anew.
 *
 * @param prepare what makes the model's input of a text
 */
export function textParts(
  transform: TextTransform,
  specs: readonly TensorSpec[],
  prepare: (text: string) => Tensors,
): (text: string) => TextParts {
  return transform.method === 'hashing' ? hashedParts(transform, specs) : wordParts(transform, prepare);
}
