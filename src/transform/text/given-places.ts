import { normalized } from './words.js';

/** A stretch of a text, in UTF-16 code units; `end` is behind the last. */
export type Place = readonly [start: number, end: number];

/**
 * Where normalising can begin anew, whatever stands before: not at a mark, a vowel or final consonant of Hangul or a
 * sound mark of half-width Katakana, which may become one character with what they follow. (Unicode Standard Annex 15,
 * "Stream-Safe" boundaries; those of NFKC are a superset of these.)
 */
const boundary = /(?=[^\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u3131-\u318e\uff9e\uff9f\uffa0-\uffdc])/u;

/**
 * From places in the normalised text to those in the text itself: of a character that became several or was part of
 * several, the whole.
 */
export function givenPlaces(text: string): (found: { start: number; end: number }) => Place {
  if (normalized(text) === text) return ({ start, end }) => [start, end];
  // For each code unit of the normalised text, where what it was made from begins and ends.
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const piece of text.split(boundary)) {
    const read = normalized(piece);
    const same = read === piece;
    for (let i = 0; i < read.length; i++) {
      starts.push(same ? at + i : at);
      ends.push(same ? at + i + 1 : at + piece.length);
    }
    at += piece.length;
  }
  return ({ start, end }) => [starts[start] ?? text.length, ends[end - 1] ?? text.length];
}
