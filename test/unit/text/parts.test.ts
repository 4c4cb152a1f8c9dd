import { describe, expect, test } from 'vitest';
import { Random } from '../../../models/training/random.js';
import { givenPlaces } from '../../../src/transform/text/given-places.js';
import { hashedParts } from '../../../src/transform/text/hashed-parts.js';
import { wordParts } from '../../../src/transform/text/word-parts.js';
import { filled, hashing, rowOf, specsOf } from './support.js';

const partsOf = hashedParts(hashing, specsOf(hashing));
const data = (tensors: ReturnType<ReturnType<typeof partsOf>['without']>): Float32Array =>
  tensors['x']!.data as Float32Array;

describe('the parts of a hashed text', () => {
  test('are its different words, with all of their places', () => {
    const text = 'Win, win!! see http://a.example/x ＦＲＥＥ';
    const found = partsOf(text).parts.map(({ text: name, kind, places }) => [
      name,
      kind,
      places.map(([start, end]) => text.slice(start, end)),
    ]);
    expect(found).toEqual([
      ['win', undefined, ['Win', 'win']],
      ['!!', 'several exclamation marks', ['!!']],
      ['see', undefined, ['see']],
      ['<link>', 'a link', ['http://a.example/x']],
      ['FREE', undefined, ['ＦＲＥＥ']],
    ]);
  });

  test('stand in the text that was given, whatever normalising makes of it', () => {
    const marks = '\u0301'.repeat(50);
    const text = `ﬁne e\u0301cole 2½ ㈱ o${marks} end`;
    const places = partsOf(text).parts.flatMap((part) => part.places);
    expect(places.map(([start, end]) => text.slice(start, end))).toEqual(
      ['ﬁne', 'e\u0301cole', '2½', '½', '㈱', `o${marks}`, 'end'], // prettier-ignore
    );
  });

  test('give the numbers of the text without some of them, by one reading', () => {
    const text = 'win a prize and win a FREE car FREE';
    const { parts, inputs, without } = partsOf(text);
    const place = (name: string) => parts.findIndex((part) => part.text === name);
    const buckets = (row: Float32Array) => [...filled(row).keys()];
    expect(data(inputs)).toEqual(rowOf(text));
    expect(data(without([]))).toEqual(rowOf(text));
    const pair = (first: string, second: string) => {
      const alone = new Set([first, second].flatMap((word) => buckets(rowOf(word))));
      return buckets(rowOf(`${first} ${second}`)).filter((bucket) => !alone.has(bucket));
    };
    // A gap stays: "a" and "and" do not become neighbours.
    const gone = new Set([...buckets(rowOf('prize')), ...pair('a', 'prize'), ...pair('prize', 'and')]);
    expect(buckets(data(without([place('prize')])))).toEqual(buckets(rowOf(text)).filter((each) => !gone.has(each)));
    expect(buckets(data(without([place('FREE')])))).not.toContain(buckets(rowOf('free'))[0]);
    expect(Math.hypot(...data(without([place('FREE')])))).toBeCloseTo(1, 6);
  });

  test('left out together take a pair of both once', () => {
    const { without } = partsOf('spam ham eggs ham');
    // What is left is "eggs" alone, and no pair.
    expect(data(without([0, 1]))).toEqual(rowOf('eggs'));
    expect(data(without([0, 1, 2]))).toEqual(new Float32Array(4096));
  });
});

describe('places', () => {
  const normalized = (text: string) => text.normalize('NFKC');

  test('of any text cover what was normalised, in order', () => {
    const random = new Random(3);
    const odd = [
      0x301, 0x308, 0x1161, 0x11a8, 0xac00, 0x1100, 0xff76, 0xff9e, 0xfb01, 0xbd, 0x3131, 0x314f, 0x61, 0x41,
    ];
    for (let i = 0; i < 500; i++) {
      const units = Array.from({ length: 20 }, () =>
        random.below(2) ? (odd[random.below(odd.length)] as number) : random.below(65_536),
      );
      const text = String.fromCharCode(...units);
      const placeOf = givenPlaces(text);
      const whole = normalized(text);
      for (let at = 0; at < whole.length; at++) {
        const [start, end] = placeOf({ start: at, end: at + 1 });
        // What stands there becomes what was found.
        expect(normalized(text.slice(start, end)), JSON.stringify(text)).toContain(whole[at]);
      }
      expect(placeOf({ start: 0, end: whole.length })).toEqual([0, text.length]);
    }
  });
});

test('the parts of a tokenized text are its words as they are written, cut out wherever they stand', () => {
  const asked: string[] = [];
  const { parts, without } = wordParts({ longestText: 24 }, (text) => {
    asked.push(text);
    return {};
  })("Don't buy, buy or Buy. Beyond");
  expect(parts).toEqual([
    { text: "Don't", places: [[0, 5]] },
    { text: 'buy', places: [[6, 9], [11, 14]] }, // prettier-ignore
    { text: 'or', places: [[15, 17]] },
    { text: 'Buy', places: [[18, 21]] },
    { text: 'B', places: [[23, 24]] },
  ]);
  without([1, 0]);
  expect(asked).toEqual(["Don't buy, buy or Buy. B", ' ,  or Buy. B']);
});
