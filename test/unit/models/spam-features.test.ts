import { describe, expect, test } from 'vitest';
import { features, featuresWithoutEach, kinds, longestText, words } from '../../../models/spam/features.js';

const preparation = { buckets: 4096, threshold: 0.5 };
const numbers = (text: string): number[] => [...features(text, preparation)].filter((value) => value !== 0).sort();
const bucketsOf = (text: string): number[] =>
  [...features(text, preparation).entries()].flatMap(([i, v]) => (v ? i : []));

describe('words', () => {
  test('stand in order, in lower case but for what shouts', () => {
    expect(words("Buy NOW, it’s FREE: don't miss The USA")).toEqual(
      ['buy', 'now', "it's", 'FREE', "don't", 'miss', 'the', 'usa'], // prettier-ignore
    );
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

describe('features', () => {
  test('count words and pairs, each bucket 1 + ln n, over all of length 1', () => {
    // "a" twice and the pair "a a": two buckets, with 1 + ln 2 and 1.
    const length = Math.hypot(1 + Math.log(2), 1);
    expect(numbers('a a')).toEqual([1 / length, (1 + Math.log(2)) / length].map(Math.fround));
    // Two words and a pair, once each.
    expect(numbers('spam ham')).toEqual([1, 1, 1].map((one) => Math.fround(one / Math.sqrt(3))));
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

  test('of nothing are zeros', () => {
    for (const text of ['', ' \n\t', '… – ()', '\ud800']) expect(numbers(text)).toEqual([]);
  });

  test('of a text without a word are those of the text with it cut out', () => {
    const text = 'win a prize and win a FREE car FREE';
    const rows = featuresWithoutEach(text, ['prize', 'FREE', 'absent'], preparation);
    expect(rows).toHaveLength(3 * preparation.buckets);
    const row = (i: number) => rows.subarray(i * preparation.buckets, (i + 1) * preparation.buckets);
    // A gap stays: "a" and "and" do not become neighbours, so nothing is there that was not before.
    const whole = features(text, preparation);
    expect([...row(0).entries()].filter(([i, v]) => v !== 0 && whole[i] === 0)).toEqual([]);
    const gone = new Set([...bucketsOf('prize'), ...pair('a', 'prize'), ...pair('prize', 'and')]);
    expect([...row(0).entries()].flatMap(([i, v]) => (v ? i : []))).toEqual(
      bucketsOf(text).filter((bucket) => !gone.has(bucket)),
    );
    expect([...row(1).entries()].flatMap(([i, v]) => (v ? i : []))).not.toContain(bucketsOf('free')[0]);
    expect(row(2)).toEqual(whole);
    expect(Math.hypot(...row(1))).toBeCloseTo(1, 6);
  });

  test('of the longest text without its only word are zeros', () => {
    expect(featuresWithoutEach('spam '.repeat(1e6), ['spam'], preparation)).toEqual(new Float32Array(4096));
  });
});

/** The bucket of a pair: what two words give that neither gives alone. */
function pair(first: string, second: string): number[] {
  const alone = new Set([...bucketsOf(first), ...bucketsOf(second)]);
  return bucketsOf(`${first} ${second}`).filter((bucket) => !alone.has(bucket));
}

describe('a text of 10 MB', () => {
  test.each([
    ['of words', 'cheap pills '],
    ['without a space', 'a'],
    ['of almost addresses', 'a.'],
    ['of almost domains', 'a@b.'],
    ['of digits', '1,1-'],
    ['of links', 'www.a '],
    ['that is none', '\u0000'],
  ])('%s costs what its beginning costs', (_, part) => {
    const text = part.repeat(Math.ceil(10e6 / part.length));
    expect(features(text, preparation)).toEqual(features(text.slice(0, longestText), preparation));
    const times = Array.from({ length: 5 }, () => {
      const beginning = performance.now();
      features(text, preparation);
      return performance.now() - beginning;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
