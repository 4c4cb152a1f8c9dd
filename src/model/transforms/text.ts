import { invalid } from '../invalid.js';
import { countAt, objectAt, oneOf, optional, textAt, wrong, type Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';

/** From a text to the model's input. */
export type TextTransform = HashingTransform;

/**
 * What is counted of a text falls into a fixed number of buckets by its hash (the hashing trick: Weinberger, Dasgupta,
 * Langford, Smola, Attenberg, "Feature Hashing for Large Scale Multitask Learning", 2009): no vocabulary.
 */
export interface HashingTransform {
  kind: 'text';
  method: 'hashing';
  /** The input that it makes, float32, of which the last dimension is the buckets; others of the model have to be optional. */
  input: string;
  /** How many numbers the model takes; all that counts shares them. A power of two. */
  buckets: number;
  /** What a word is. A published pattern never changes: another one gets another name. */
  pattern: (typeof patterns)[number];
  hash: (typeof hashes)[number];
  /** Only so many characters of a text are read (UTF-16 code units), however long it is. */
  longestText: number;
  /** A word of more characters counts by being long alone. */
  longestWord: number;
  counts: HashingCounts;
  /** What a bucket holds where `n` fall into it: `1 + ln n`, `n`, or 1. */
  weighting: (typeof weightings)[number];
  /** `l2`: the numbers of a text are divided by their Euclidean length, so that long and short texts weigh alike. */
  norm: (typeof norms)[number];
}

/** What of a text is counted: one of them at least. */
export interface HashingCounts {
  words: boolean;
  /** Neighbouring words. */
  pairs: boolean;
  /** Runs of so many letters, within words that are longer. */
  letters?: number;
  /** Words of so many letters and more in capitals count once more, as such. */
  capitals?: number;
}

const methods = ['hashing'] as const;
const patterns = ['words-1'] as const;
const hashes = ['fnv1a-murmur3'] as const;
const weightings = ['logarithm', 'count', 'presence'] as const;
const norms = ['l2', 'none'] as const;

/** So many numbers take 4 MiB. */
const mostBuckets = 2 ** 20;
/** So much is read in a fraction of a second. */
const longestTextOfAll = 1_000_000;
const longestWordOfAll = 1000;

export function parseTextTransform(fields: Fields): TextTransform {
  return {
    kind: 'text',
    method: oneOf(fields, 'method', methods),
    input: textAt(fields, 'input'),
    buckets: parseBuckets(fields),
    pattern: oneOf(fields, 'pattern', patterns),
    hash: oneOf(fields, 'hash', hashes),
    longestText: countUpTo(longestTextOfAll)(fields, 'longestText'),
    longestWord: countUpTo(longestWordOfAll)(fields, 'longestWord'),
    counts: parseCounts(fields, 'counts'),
    weighting: oneOf(fields, 'weighting', weightings),
    norm: oneOf(fields, 'norm', norms),
  };
}

function parseBuckets(fields: Fields): number {
  const buckets = countAt(fields, 'buckets', 1);
  if (buckets <= mostBuckets && Number.isInteger(Math.log2(buckets))) return buckets;
  throw wrong(fields, 'buckets', `a power of two up to ${mostBuckets}`);
}

function parseCounts(transform: Fields, key: 'counts'): HashingCounts {
  const fields = objectAt(transform, key);
  const letters = countUpTo(longestWordOfAll);
  const counts = {
    words: booleanAt(fields, 'words'),
    pairs: booleanAt(fields, 'pairs'),
    ...optional(fields, 'letters', letters),
    ...optional(fields, 'capitals', letters),
  };
  if (counts.words || counts.pairs || counts.letters !== undefined) return counts;
  throw wrong(transform, key, 'at least one of words, pairs and letters');
}

function booleanAt(fields: Fields, key: string): boolean {
  const value = fields.json[key];
  if (typeof value !== 'boolean') throw wrong(fields, key, 'true or false');
  return value;
}

function countUpTo(most: number): (fields: Fields, key: string) => number {
  return (fields, key) => {
    const value = countAt(fields, key, 1);
    if (value > most) throw wrong(fields, key, `a whole number from 1 to ${most}`);
    return value;
  };
}

/** The input is float32, and holds the buckets of one text. */
export function checkTextTransform({ input, buckets }: TextTransform, { url, inputs }: DescribedModel): void {
  const field = 'transforms.input.input';
  const tensor = inputs.find(({ name }) => name === input);
  if (!tensor) {
    const names = inputs.map(({ name }) => name).join(', ');
    throw invalid(url, field, `has a text transform for the input "${input}"; its inputs are ${names}.`);
  }
  const { dtype, shape } = tensor;
  const others = shape?.slice(0, -1) ?? [];
  if (dtype === 'float32' && shape?.at(-1) === buckets && others.every((size) => size === null || size === 1)) return;
  throw invalid(
    url,
    field,
    `has a text transform of ${buckets} buckets for the input "${input}", which is ${dtype} of the shape ` +
      `${JSON.stringify(shape ?? 'any')}; it needs float32 of [null, ${buckets}].`,
    { expected: ['float32', [null, buckets]], actual: [dtype, shape] },
  );
}
