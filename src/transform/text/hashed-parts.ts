import type { TensorSpec } from '../../model/tensor.js';
import type { HashingTransform } from '../../model/transforms/text.js';
import { givenPlaces, type Place } from './given-places.js';
import { eachGram, hashedTensors, type Counts } from './hashing.js';
import type { TextParts } from './text-parts.js';
import { kinds, readable, wordsIn, type Word } from './words.js';

/** The words of a text as they count, by one reading of it. */
export function hashedParts(transform: HashingTransform, specs: readonly TensorSpec[]): (text: string) => TextParts {
  const tensors = hashedTensors(transform, specs);
  return (text) => {
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
  transform: HashingTransform,
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
