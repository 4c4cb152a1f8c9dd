import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import type { Place } from './given-places.js';
import { hashedParts } from './hashed-parts.js';
import { wordParts } from './word-parts.js';

/** A word of a text as the model knows it, wherever it stands. */
export interface TextPart {
  text: string;
  /** What it is, where only the kind counts: "a link". */
  kind?: string;
  /** In the text that was given, in order. */
  places: readonly Place[];
}

/** A text, read once, taken apart. */
export interface TextParts {
  /** Each distinct part once, in the order of their first places. */
  parts: readonly TextPart[];
  /** The model's input for the whole text. */
  inputs: Tensors;
  /** The model's input for the text without these parts, by their places in `parts`. */
  without(left: readonly number[]): Tensors;
}

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
