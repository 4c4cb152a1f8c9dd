import type { BinaryClassificationOutput } from '../../src/model/transforms/output/binary-classification.js';
import type { HashingTransform } from '../../src/model/transforms/text.js';

/** What the model takes of a mail: 98 % of mails end before the longest text. */
export function textInto(buckets: number): HashingTransform {
  return {
    kind: 'text',
    method: 'hashing',
    input: 'hidden_input',
    buckets,
    pattern: 'words-1',
    hash: 'fnv1a-murmur3',
    longestText: 20_000,
    longestWord: 24,
    counts: { words: true, pairs: true, letters: 4, capitals: 4 },
    weighting: 'logarithm',
    norm: 'l2',
  };
}

/** @param threshold where F1 is high on the validation mails */
export function spamFrom(threshold: number): BinaryClassificationOutput {
  return { kind: 'binary-classification', output: 'spam_probability', threshold };
}
