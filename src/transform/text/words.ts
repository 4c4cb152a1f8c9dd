import type { HashingTransform } from '../../model/transforms/text.js';
import { boundedMarks } from './bounded-marks.js';

/** A word of a text, or something of which only the kind counts. */
export interface Word {
  /** In lower case, but for words in capitals where they count; of a kind, one of `kinds`. */
  name: string;
  /** True for one of `kinds`: its letters say nothing. */
  kind: boolean;
  /** Where it stands in the text that was read, normalised: in UTF-16 code units, `end` behind the last. */
  start: number;
  end: number;
}

/** What decides the words of a text. */
export type Reading = Pick<HashingTransform, 'longestText' | 'longestWord' | 'counts'>;

/**
 * What stands for things of which only the kind counts, and how to call it: an address or a sum seen once says nothing
 * about the next text, and a year would tell when a text was collected. No word contains a `<`.
 */
export const kinds: Readonly<Record<string, string>> = {
  '<link>': 'a link',
  '<address>': 'an e-mail address',
  '<money>': 'a sum of money',
  '<percent>': 'a percentage',
  '<number>': 'a number',
  '<long>': 'a very long word',
  '!': 'an exclamation mark',
  '!!': 'several exclamation marks',
  $$: 'dollar signs',
};

/**
 * The pattern `words-1`. Published models are read by it, so that it never changes: another one gets another name.
 *
 * Every repetition before something that must follow is bounded, so that no text takes more than some steps a
 * character.
 */
const pattern = new RegExp(
  [
    /(?<link>(?:https?:\/\/|www\.)[^\s<>"]+)/u,
    /(?<address>[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24})/u,
    /(?<money>[$€£¥]\s?\d[\d.,]*)/u,
    /(?<percent>\d[\d.,]{0,12}\s?%)/u,
    /(?<number>\d[\d.,:/-]*(?![\p{L}\p{M}\p{N}]))/u,
    /(?<dollars>\${2,})/u,
    /(?<marks>!+)/u,
    /(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}]+)?)/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'giu',
);

/** As much of a text as is read, in the form in which it is: Unicode's NFKC, by which `ＦＲＥＥ` is `FREE`. */
export function readable(text: string, { longestText }: Pick<Reading, 'longestText'>): string {
  return normalized(text.slice(0, longestText));
}

export function normalized(text: string): string {
  return boundedMarks(text).normalize('NFKC');
}

/**
 * The words of a readable text, in order: in lower case, but for those that stand in capitals where capitals count,
 * which stay so. Links, addresses, sums, percentages, numbers and marks are named by their kind (see `kinds`).
 */
export function wordsIn(readableText: string, { longestWord, counts }: Reading): Word[] {
  const capitals = inCapitals(counts.capitals);
  return Array.from(readableText.matchAll(pattern), (match) => {
    const [found] = match;
    const place = { start: match.index, end: match.index + found.length };
    const word = match.groups?.['word'];
    if (word === undefined) return { name: kindOf(match.groups ?? {}), kind: true, ...place };
    if (word.length > longestWord) return { name: '<long>', kind: true, ...place };
    const straight = word.replace('’', "'");
    return { name: capitals?.test(straight) ? straight : straight.toLowerCase(), kind: false, ...place };
  });
}

/** Words in capitals of so many letters; shorter ones are mostly abbreviations. Null where they do not count. */
export function inCapitals(letters: number | undefined): RegExp | null {
  return letters === undefined ? null : new RegExp(`^[\\p{Lu}']{${letters},}$`, 'u');
}

function kindOf(groups: { [kind: string]: string | undefined }): string {
  if (groups['marks'] !== undefined) return groups['marks'].length > 1 ? '!!' : '!';
  if (groups['dollars'] !== undefined) return '$$';
  const kind = ['link', 'address', 'money', 'percent'].find((each) => groups[each] !== undefined);
  return `<${kind ?? 'number'}>`;
}
