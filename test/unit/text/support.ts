import type { HashingTransform } from '../../../src/model/transforms/text.js';
import { textPreparer } from '../../../src/transform/text/prepare.js';
import { wordsIn, readable } from '../../../src/transform/text/words.js';

/** As the spam model has it, with fewer buckets. */
export const hashing: HashingTransform = {
  kind: 'text',
  method: 'hashing',
  input: 'x',
  buckets: 4096,
  pattern: 'words-1',
  hash: 'fnv1a-murmur3',
  longestText: 20_000,
  longestWord: 24,
  counts: { words: true, pairs: true, letters: 4, capitals: 4 },
  weighting: 'logarithm',
  norm: 'l2',
};

export const specsOf = ({ input, buckets }: HashingTransform) => [
  { name: input, dtype: 'float32' as const, shape: [null, buckets] },
];

export function rowOf(text: string, transform: HashingTransform = hashing): Float32Array {
  return textPreparer(transform, specsOf(transform))(text)[transform.input]!.data as Float32Array;
}

/** The buckets into which something falls, and what they hold. */
export function filled(row: Float32Array): Map<number, number> {
  return new Map([...row.entries()].filter(([, value]) => value !== 0));
}

export function words(text: string, transform: HashingTransform = hashing): string[] {
  return wordsIn(readable(text, transform), transform).map(({ name }) => name);
}
