import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import { eachGram, type Counts } from './hashing.js';
import { givenPlaces, type Place } from './given-places.js';
import { checkText, hashedTensors } from './prepare.js';
import { kinds, readable, wordsIn, type Word } from './words.js';

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
 * What is left is not joined anew: two words that become neighbours do not count as a pair.
 */
export function textParts(transform: TextTransform, specs: readonly TensorSpec[]): (text: string) => TextParts {
  const tensors = hashedTensors(transform, specs);
  return (text) => {
    checkText(text);
    const words = wordsIn(readable(text, transform), transform);
    const placeOf = givenPlaces(text.slice(0, transform.longestText));
    const grams = gramsOf(words, transform);
    const names = [...new Set(words.map(({ name }) => name))];
    const places = new Map(names.map((name): [string, Place[]] => [name, []]));
    for (const word of words) places.get(word.name)?.push(placeOf(word));
    return {
      parts: names.map((name) => ({
        text: name,
        ...(Object.hasOwn(kinds, name) && { kind: kinds[name] }),
        places: places.get(name) ?? [],
      })),
      inputs: tensors(grams.counts),
      without: (left) => tensors(grams.without(left.map((part) => names[part] ?? ''))),
    };
  };
}

/** What counts of a text, and of each name in it. */
function gramsOf(
  words: readonly Word[],
  transform: TextTransform,
): { counts: Counts; without: (names: readonly string[]) => Counts } {
  const counts: Counts = new Map();
  /** Bucket by bucket of the text's grams. */
  const buckets: number[] = [];
  /** The places in `buckets` of what a name is part of; of a pair of the same, once. */
  const touched = new Map<string, number[]>();
  const touch = (name: string): void => {
    const grams = touched.get(name);
    if (grams) grams.push(buckets.length - 1);
    else touched.set(name, [buckets.length - 1]);
  };
  eachGram(words, transform, (bucket, word, before) => {
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    buckets.push(bucket);
    touch(word.name);
    if (before) touch(before.name);
  });
  return {
    counts,
    without(names) {
      const rest = new Map(counts);
      for (const gram of new Set(names.flatMap((name) => touched.get(name) ?? []))) {
        const bucket = buckets[gram] as number;
        const left = (rest.get(bucket) ?? 0) - 1;
        if (left > 0) rest.set(bucket, left);
        else rest.delete(bucket);
      }
      return rest;
    },
  };
}
