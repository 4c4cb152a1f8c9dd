/** A stretch of a mail: words between which there is nothing to say, or one that pushed. */
export interface Stretch {
  text: string;
  /** The word as the model knows it; undefined for what lies between. */
  word?: string;
}

/**
 * Finds the model's words in the text again. `words` tells which there are in a piece, in order, but not where: words
 * are looked for as they stand, and of what is named by its kind (a link, a sum) the whole piece is taken.
 */
export function places(text: string, words: (piece: string) => string[], wanted: ReadonlySet<string>): Stretch[] {
  const stretches: Stretch[] = [];
  const add = (stretch: Stretch): void => {
    const last = stretches.at(-1);
    if (stretch.text === '') return;
    if (last && last.word === undefined && stretch.word === undefined) last.text += stretch.text;
    else stretches.push(stretch);
  };
  for (const piece of text.split(/(\s+)/)) {
    const found = words(piece);
    if (!found.some((word) => wanted.has(word))) {
      add({ text: piece });
      continue;
    }
    let at = 0;
    const lower = piece.toLowerCase().replaceAll('’', "'"); // as the model's words are
    found.forEach((word, i) => {
      const start = isKind(word) ? at : lower.indexOf(asWritten(word), at);
      if (start < 0) return;
      const end = isKind(word) ? endOfKind(lower, at, found[i + 1]) : endOfWord(piece, start, word);
      add({ text: piece.slice(at, start) });
      const stretch = piece.slice(start, end);
      add(wanted.has(word) ? { text: stretch, word } : { text: stretch });
      at = end;
    });
    add({ text: piece.slice(at) });
  }
  return stretches;
}

const isKind = (word: string): boolean => word.startsWith('<');

/** Several exclamation marks are one word, of two. */
const asWritten = (word: string): string => word.toLowerCase();

function endOfWord(piece: string, start: number, word: string): number {
  let end = start + word.length;
  const last = piece[end - 1];
  if (last === '!' || last === '$') while (piece[end] === last) end += 1;
  return end;
}

/** Up to where the next word of the same piece begins. */
function endOfKind(lower: string, at: number, next: string | undefined): number {
  if (next === undefined || isKind(next)) return lower.length;
  const end = lower.indexOf(asWritten(next), at + 1);
  return end < 0 ? lower.length : end;
}
