import { countAt, flagAt, nameAt, objectAt, oneOf, optional, wrong, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { countUpTo } from './count-up-to.js';
import { textInput, unfitText } from './text-input.js';

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

const patterns = ['words-1'] as const;
const hashes = ['fnv1a-murmur3'] as const;
const weightings = ['logarithm', 'count', 'presence'] as const;
const norms = ['l2', 'none'] as const;

/** So many numbers take 4 MiB. */
const mostBuckets = 2 ** 20;
/** So much is read in a fraction of a second. */
const longestTextOfAll = 1_000_000;
const longestWordOfAll = 1000;

export function parseHashing(fields: Fields): HashingTransform {
  return {
    kind: 'text',
    method: 'hashing',
    input: nameAt(fields, 'input'),
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
    words: flagAt(fields, 'words'),
    pairs: flagAt(fields, 'pairs'),
    ...optional(fields, 'letters', letters),
    ...optional(fields, 'capitals', letters),
  };
  if (counts.words || counts.pairs || counts.letters !== undefined) return counts;
  throw wrong(transform, key, 'at least one of words, pairs and letters');
}

/** The input is float32, and holds the buckets of one text. */
export function checkHashing({ input, buckets }: HashingTransform, model: DescribedModel): void {
  const { dtype, shape } = textInput('input', input, model);
  const others = shape?.slice(0, -1) ?? [];
  if (dtype === 'float32' && shape?.at(-1) === buckets && others.every((size) => size === null || size === 1)) return;
  throw unfitText('input', { name: input, dtype, shape }, `float32 of [null, ${buckets}] for its buckets`, model);
}
