import type { Tensors } from '../../model/tensor.js';
import type { Place } from './given-places.js';

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
  without: (left: readonly number[]) => Tensors;
}
