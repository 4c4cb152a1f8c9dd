/**
 * From the text of a mail to the numbers of the model: its words, pairs of neighbouring words and runs of letters within
 * words, counted in a fixed number of buckets by a hash. Pure, and the same code in training and in an application.
 */

/** What the model was trained with: `preparation.json`, beside the model. */
export interface Preparation {
  /** How many numbers the model takes; words, pairs and runs share them by their hash. A power of two. */
  buckets: number;
  /** At this probability and above, a mail is called spam: where F1 is high on the validation mails. */
  threshold: number;
}

/** Only so many characters of a text are read (UTF-16 code units), however long it is: 98 % of mails end before. */
export const longestText = 20_000;

/**
 * What stands for things of which only the kind counts: an address or a sum seen once says nothing about the next mail,
 * and a year would tell when a mail was collected. No word contains a `<`.
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

const longestWord = 24;
/** Letters of a run: with those of their parts, words that were never learnt, or are misspelt, say something too. */
const run = 4;
/** Words in capitals; shorter ones are mostly abbreviations. */
const shout = /^[\p{Lu}']{4,}$/u;

/**
 * The words of a text, in order: in lower case, but for words of four letters and more that stand in capitals, which
 * stay so. Links, addresses, sums, percentages, numbers and marks are named by their kind (see `kinds`).
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const match of text.slice(0, longestText).normalize('NFKC').matchAll(pattern)) {
    found.push(named(match.groups ?? {}));
  }
  return found;
}

function named(groups: { [kind: string]: string | undefined }): string {
  if (groups['word'] !== undefined) return cased(groups['word']);
  if (groups['marks'] !== undefined) return groups['marks'].length > 1 ? '!!' : '!';
  if (groups['dollars'] !== undefined) return '$$';
  for (const kind of ['link', 'address', 'money', 'percent']) {
    if (groups[kind] !== undefined) return `<${kind}>`;
  }
  return '<number>';
}

function cased(word: string): string {
  if (word.length > longestWord) return '<long>';
  const straight = word.replace('’', "'");
  return shout.test(straight) ? straight : straight.toLowerCase();
}

/**
 * What the model takes for a text: `preparation.buckets` numbers from 0 to 1. Each bucket holds `1 + ln n` for the `n`
 * words, pairs and runs that fall into it, and the whole has length 1, so that long and short mails weigh alike. All
 * zeros for a text without words.
 */
export function features(text: string, preparation: Pick<Preparation, 'buckets'>): Float32Array {
  const { counts } = count(words(text), preparation.buckets);
  const row = new Float32Array(preparation.buckets);
  weigh(counts, row);
  return row;
}

/**
 * What the model takes for the same text without one word (wherever it stands), for each of the words asked about:
 * `[without.length, buckets]` numbers, row after row, ready for one prediction. Costs one reading of the text, then
 * the writing of the rows: a longest text has up to some thousand distinct words, so ask about some tens or hundreds.
 *
 * The difference a row makes to the probability is how far that word pushed.
 */
export function featuresWithoutEach(
  text: string,
  without: readonly string[],
  preparation: Pick<Preparation, 'buckets'>,
): Float32Array {
  const { buckets } = preparation;
  const { counts, touched } = count(words(text), buckets);
  const rows = new Float32Array(without.length * buckets);
  for (const [i, word] of without.entries()) {
    const rest = new Map(counts);
    for (const bucket of touched.get(word) ?? []) {
      const left = (rest.get(bucket) ?? 0) - 1;
      if (left > 0) rest.set(bucket, left);
      else rest.delete(bucket);
    }
    weigh(rest, rows.subarray(i * buckets, (i + 1) * buckets));
  }
  return rows;
}

interface Count {
  /** How many words, pairs and runs fell into a bucket. */
  counts: Map<number, number>;
  /** The buckets a word fell into, as a whole, by its capitals and runs, and in pairs: once for each time. */
  touched: Map<string, number[]>;
}

function count(found: readonly string[], buckets: number): Count {
  const counts = new Map<number, number>();
  const touched = new Map<string, number[]>();
  const add = (hash: number, word: string, before = word) => {
    const bucket = mixed(hash) & (buckets - 1);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    touched.get(word)?.push(bucket);
    if (before !== word) touched.get(before)?.push(bucket);
  };
  let before: string | undefined;
  for (const word of found) {
    if (!touched.has(word)) touched.set(word, []);
    const small = word.toLowerCase();
    add(fnv1a(small), word);
    if (shout.test(word)) add(fnv1a('<capitals>'), word);
    if (!(word in kinds)) {
      for (let end = run; end <= small.length && small.length > run; end++) {
        add(fnv1a(small.slice(end - run, end), fnv1a('#')), word);
      }
    }
    if (before !== undefined) add(fnv1a(small, fnv1a(' ', fnv1a(before.toLowerCase()))), word, before);
    before = word;
  }
  return { counts, touched };
}

function weigh(counts: ReadonlyMap<number, number>, row: Float32Array): void {
  let squares = 0;
  for (const n of counts.values()) squares += (1 + Math.log(n)) ** 2;
  const length = Math.sqrt(squares);
  for (const [bucket, n] of counts) row[bucket] = (1 + Math.log(n)) / length;
}

/**
 * The 32-bit hash FNV-1a over the two bytes of each UTF-16 code unit, low byte first; going on from `hash`.
 * Fowler, Noll, Vo, Eastlake: "The FNV Non-Cryptographic Hash Algorithm", RFC 9923.
 */
function fnv1a(text: string, hash = 0x811c9dc5): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** Spreads a hash over all its bits, as only the low ones choose the bucket: the end of Appleby's MurmurHash3. */
function mixed(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
