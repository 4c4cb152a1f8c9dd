import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { HashingTransform } from '../../model/transforms/text.js';
import { soleInput } from '../sole-input.js';
import { fnv1a, mixed } from './hash.js';
import { inCapitals, type Word } from './words.js';

/** Bucket by bucket, how much of a text falls into it, in the order in which it came. */
export type Counts = Map<number, number>;

/**
 * Everything that counts of a text: words, pairs of neighbours, runs of letters, words in capitals. Each has a bucket,
 * by its hash, and the words that it is of: one, or the two of a pair.
 */
export function eachGram(
  words: readonly Word[],
  { counts, buckets }: Pick<HashingTransform, 'counts' | 'buckets'>,
  visit: (bucket: number, word: Word, before?: Word) => void,
): void {
  const capitals = inCapitals(counts.capitals);
  const bucketOf = (hash: number): number => mixed(hash) & (buckets - 1);
  for (const [i, word] of words.entries()) {
    const small = word.name.toLowerCase();
    if (counts.words) visit(bucketOf(fnv1a(small)), word);
    if (capitals?.test(word.name)) visit(bucketOf(fnv1a('<capitals>')), word);
    if (counts.letters !== undefined && !word.kind) {
      for (const run of runsOf(small, counts.letters)) visit(bucketOf(fnv1a(run, fnv1a('#'))), word);
    }
    const before = words[i - 1];
    if (counts.pairs && before) {
      visit(bucketOf(fnv1a(small, fnv1a(' ', fnv1a(before.name.toLowerCase())))), word, before);
    }
  }
}

/** All runs of so many letters (UTF-16 code units) in a word that is longer than one. */
function* runsOf(word: string, letters: number): Generator<string> {
  if (word.length <= letters) return;
  for (let end = letters; end <= word.length; end++) yield word.slice(end - letters, end);
}

/** From what counts of a text to the model's input, a batch of one. */
export function hashedTensors(transform: HashingTransform, specs: readonly TensorSpec[]): (counts: Counts) => Tensors {
  const { input, buckets } = transform;
  const shape = soleInput(input, specs).shape.map((size) => size ?? 1);
  return (counts) => {
    const data = new Float32Array(buckets);
    weigh(counts, transform, data);
    return { [input]: { dtype: 'float32', shape, data } };
  };
}

export function count(words: readonly Word[], transform: HashingTransform): Counts {
  const counts: Counts = new Map();
  eachGram(words, transform, (bucket) => counts.set(bucket, (counts.get(bucket) ?? 0) + 1));
  return counts;
}

/**
 * Writes the numbers of the model into a row of zeros, weighted and brought to length. All stay zero where nothing
 * counts. They are summed up in 64 bits and rounded to 32 where they are written.
 */
function weigh(counts: Counts, { weighting, norm }: HashingTransform, row: Float32Array): void {
  const weight = weights[weighting];
  let squares = 0;
  for (const n of counts.values()) squares += weight(n) ** 2;
  const length = norm === 'l2' ? Math.sqrt(squares) : 1;
  for (const [bucket, n] of counts) row[bucket] = weight(n) / length;
}

const weights: Readonly<Record<HashingTransform['weighting'], (n: number) => number>> = {
  logarithm: (n) => 1 + Math.log(n),
  count: (n) => n,
  presence: () => 1,
};
