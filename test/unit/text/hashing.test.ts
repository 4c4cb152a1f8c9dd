import { describe, expect, test } from 'vitest';
import { textPreparer } from '../../../src/transform/text/prepare.js';
import { kinds } from '../../../src/transform/text/words.js';
import { Random } from '../../../models/training/random.js';
import { filled, hashing, rowOf, specsOf, words } from './support.js';

const { longestText } = hashing;
const bucketsOf = (text: string, transform = hashing): number[] => [...filled(rowOf(text, transform)).keys()];
const valuesOf = (text: string, transform = hashing): number[] => [...filled(rowOf(text, transform)).values()].sort();

describe('words', () => {
  test('stand in order, in lower case but for what shouts', () => {
    expect(words("Buy NOW, it’s FREE: don't miss The USA")).toEqual(
      ['buy', 'now', "it's", 'FREE', "don't", 'miss', 'the', 'usa'], // prettier-ignore
    );
    expect(words('FREE', { ...hashing, counts: { words: true, pairs: false } })).toEqual(['free']);
    expect(words('THE USA', { ...hashing, counts: { ...hashing.counts, capitals: 3 } })).toEqual(['THE', 'USA']);
  });

  test('are letters of any script', () => {
    expect(words('Für Ihr Schnäppchen – скидка 日本語 ÉCOLE')).toEqual(
      ['für', 'ihr', 'schnäppchen', 'скидка', '日本語', 'ÉCOLE'], // prettier-ignore
    );
    expect(words('\uff26\uff32\uff25\uff25')).toEqual(['FREE']); // full width
  });

  test('that name one thing alone become its kind', () => {
    expect(words('See http://a.example/x?y=1 or www.b.example, mail me@c.example')).toEqual(
      ['see', '<link>', 'or', '<link>', 'mail', '<address>'], // prettier-ignore
    );
    expect(words('$1,000.50 £ 5 50% 2002-08-22 12:30 3')).toEqual(
      ['<money>', '<money>', '<percent>', '<number>', '<number>', '<number>'], // prettier-ignore
    );
    expect(words(`now! wow!!! $$$ ${'x'.repeat(25)}`)).toEqual(['now', '!', 'wow', '!!', '$$', '<long>']);
    expect(words('3rd 10MB v1agra')).toEqual(['3rd', '10mb', 'v1agra']);
    const named = words('http://a.example a@b.example $1 5% 7 ! !! $$ ' + 'x'.repeat(25));
    expect(named).toEqual(Object.keys(kinds).sort((a, b) => named.indexOf(a) - named.indexOf(b)));
  });

  test('beyond the longest text are not read', () => {
    expect(words('a '.repeat(longestText))).toHaveLength(longestText / 2);
  });
});

describe('the numbers of a text', () => {
  test('count words and pairs, each bucket 1 + ln n, over all of length 1', () => {
    // "a" twice and the pair "a a": two buckets, with 1 + ln 2 and 1.
    const length = Math.hypot(1 + Math.log(2), 1);
    expect(valuesOf('a a')).toEqual([1 / length, (1 + Math.log(2)) / length].map(Math.fround));
    // Two words and a pair, once each.
    expect(valuesOf('spam ham')).toEqual([1, 1, 1].map((one) => Math.fround(one / Math.sqrt(3))));
  });

  test('are weighted and brought to length as declared', () => {
    expect(valuesOf('a a', { ...hashing, norm: 'none' })).toEqual([1, Math.fround(1 + Math.log(2))]);
    expect(valuesOf('a a', { ...hashing, norm: 'none', weighting: 'count' })).toEqual([1, 2]);
    expect(valuesOf('a a', { ...hashing, norm: 'none', weighting: 'presence' })).toEqual([1, 1]);
  });

  test('count what is declared, and nothing else', () => {
    const only = (counts: Partial<typeof hashing.counts>) =>
      bucketsOf('spam or HAMS', { ...hashing, counts: { words: false, pairs: false, ...counts } }).length;
    expect(only({ words: true })).toBe(3);
    expect(only({ pairs: true })).toBe(2);
    expect(only({ letters: 3 })).toBe(4); // spa, pam, ham, ams
    expect(only({ letters: 4 })).toBe(0); // no word is longer than a run
    expect(only({ words: true, capitals: 4 })).toBe(4);
    expect(only({ words: true, capitals: 5 })).toBe(3);
  });

  test('fall where FNV-1a and the end of MurmurHash3 say', () => {
    // FNV-1a of the bytes 61 00 by hand, as BigInts, which cannot overflow.
    let hash = 0x811c9dc5n;
    for (const byte of [0x61n, 0n]) hash = ((hash ^ byte) * 0x01000193n) & 0xffffffffn;
    hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & 0xffffffffn;
    hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & 0xffffffffn;
    expect(bucketsOf('a')).toEqual([Number((hash ^ (hash >> 16n)) & 4095n)]);
  });

  test('know the order of words, and that they shout', () => {
    expect(bucketsOf('not spam')).not.toEqual(bucketsOf('spam not'));
    expect(bucketsOf('free')).toHaveLength(1);
    expect(bucketsOf('FREE')).toHaveLength(2);
    expect(bucketsOf('FREE')).toEqual(expect.arrayContaining(bucketsOf('free')));
  });

  test('hold the runs of every word, whatever it is called', () => {
    // "constructor" is a property of every object.
    expect(bucketsOf('constructor')).toHaveLength(1 + 8);
  });

  test('of nothing are zeros', () => {
    for (const text of ['', ' \n\t', '… – ()', '\ud800']) expect(valuesOf(text)).toEqual([]);
  });

  test('are finite and of length 1 or 0 for any string', () => {
    const random = new Random(6);
    for (let i = 0; i < 300; i++) {
      const text = String.fromCharCode(...Array.from({ length: random.below(200) }, () => random.below(65_536)));
      const row = rowOf(text);
      expect(row.every(Number.isFinite)).toBe(true);
      const length = Math.hypot(...row);
      expect(length === 0 || Math.abs(length - 1) < 1e-6, JSON.stringify(text)).toBe(true);
    }
  });

  test('are refused for what is no text', () => {
    const prepare = textPreparer(hashing, specsOf(hashing)) as (text: unknown) => unknown;
    expect(() => prepare(5)).toThrow(
      expect.objectContaining({ code: 'input', message: expect.stringContaining('number') }),
    );
    expect(() => prepare(null)).toThrow(/null came. Give a string/);
  });

  test('go to no other input than is there, and alone', () => {
    const other = { name: 'y', dtype: 'float32' as const, shape: [1] };
    expect(() => textPreparer(hashing, [other])).toThrow(expect.objectContaining({ code: 'invalid-model' }));
    expect(() => textPreparer(hashing, [...specsOf(hashing), other])).toThrow(/the model needs y as well/);
  });
});

describe('a text of 10 MB', () => {
  const parts = [
    ['words', 'cheap pills '],
    ['a letter', 'a'],
    ['almost addresses', 'a.'],
    ['almost domains', 'a@b.'],
    ['numbers', '1,1-'],
    ['digits before a letter', '1'.repeat(40) + 'a'],
    ['links', 'www.a '],
    ['apostrophes', "a'"],
    // Normalising sorts marks of different classes, by the square of their number if nobody bounds it.
    ['marks', '\u0301\u0316'],
    ['nothing', '\u0000'],
  ] as const;

  test.each(parts)('of %s is what its beginning is', (_, part) => {
    const text = part.repeat(Math.ceil(10e6 / part.length));
    expect(rowOf(text)).toEqual(rowOf(text.slice(0, longestText)));
  });

  test.each(parts)('of %s takes a time that grows as what is read of it', (_, part) => {
    const text = part.repeat(Math.ceil(1e6 / part.length));
    const timeOf = (length: number): number => {
      const times = Array.from({ length: 3 }, () => {
        const beginning = performance.now();
        rowOf(text, { ...hashing, longestText: length });
        return performance.now() - beginning;
      });
      return Math.min(...times);
    };
    const [short, long] = [timeOf(10_000), timeOf(320_000)];
    // 32 times as much to read; by the square it would be 1,024 times the work.
    expect(long).toBeLessThan(300 * Math.max(1, short));
  });
});
