import { buckets, featuresWithoutEach } from '../../../models/spam/features.js';

/** So many words are left out in turn; each is a row of the batch. */
export const mostWords = 200;
/** Rows that are made in one go: a few milliseconds, so that typing stays smooth. */
const wordsAtOnce = 20;
/** Probabilities come as 32-bit floats, and may be 0 or 1 by rounding. */
const leastProbability = 1e-7;

export interface Batch {
  data: Float32Array;
  shape: [rows: number, columns: number];
}

/** A row for the mail without each of the words. Null where it became useless on the way. */
export async function withoutEach(
  text: string,
  words: readonly string[],
  useless: () => boolean,
): Promise<Batch | null> {
  const data = new Float32Array(words.length * buckets);
  for (let at = 0; at < words.length; at += wordsAtOnce) {
    data.set(featuresWithoutEach(text, words.slice(at, at + wordsAtOnce)), at * buckets);
    await new Promise((resolve) => setTimeout(resolve));
    if (useless()) return null;
  }
  return { data, shape: [words.length, buckets] };
}

/**
 * How far each word moved the mail, in log odds; above zero towards spam. Not in probabilities, since of a mail that is
 * surely spam no word moves the probability.
 */
export function pushesOf(words: readonly string[], mail: number, without: ArrayLike<number>): Map<string, number> {
  return new Map(words.map((word, i) => [word, logOdds(mail) - logOdds(without[i] ?? NaN)]));
}

function logOdds(probability: number): number {
  const within = Math.min(1 - leastProbability, Math.max(leastProbability, probability));
  return Math.log(within / (1 - within));
}
