/** What the demo's card shows of a mail beside the answer: its words, and the model's input without each of them. */
import { hashedParts } from '../../src/transform/text/hashed-parts.js';
import { readable, wordsIn } from '../../src/transform/text/words.js';
import { textInto } from './transforms.js';

export { kinds } from '../../src/transform/text/words.js';

/** Of the packaged model. */
const transform = textInto(16_384);
const partsOf = hashedParts(transform, [{ name: transform.input, dtype: 'float32', shape: [null, transform.buckets] }]);

export const { buckets, longestText } = transform;

export function words(text: string): string[] {
  return wordsIn(readable(text, transform), transform).map(({ name }) => name);
}

/** `[without.length, buckets]` numbers, row after row: the text without one of the words, wherever it stands. */
export function featuresWithoutEach(text: string, without: readonly string[]): Float32Array {
  const { parts, without: inputWithout } = partsOf(text);
  const places = new Map(parts.map((part, i) => [part.text, i]));
  const rows = new Float32Array(without.length * buckets);
  for (const [i, word] of without.entries()) {
    rows.set(inputWithout([places.get(word) ?? NaN])[transform.input]?.data as Float32Array, i * buckets);
  }
  return rows;
}
