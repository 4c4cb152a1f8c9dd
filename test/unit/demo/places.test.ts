import { expect, test } from 'vitest';
import { places } from '../../../demo/cards/mail/places.js';
import { words } from '../../../models/spam/features.js';

const found = (text: string, ...wanted: string[]): [string | undefined, string][] =>
  places(text, words, new Set(wanted)).flatMap((stretch) =>
    stretch.word === undefined ? [] : [[stretch.word, stretch.text]],
  );

test.each([
  ['Buy now, buy cheap.', ['buy'], ['Buy', 'buy']],
  ['(FREE) offer: free!', ['FREE', '!'], ['FREE', '!']],
  ['Hurry!!! hurry!', ['!!', '!'], ['!!!', '!']],
  ['see http://a.example/x?y=1 there', ['<link>'], ['http://a.example/x?y=1']],
  ['pays $50,000!!', ['<money>', '!!'], ['$50,000', '!!']],
  ['well-known, well', ['well'], ['well', 'well']],
  ['don’t stop', ["don't"], ['don’t']],
])('%j holds %j', (text, wanted, marked) => {
  expect(found(text, ...wanted).map(([, stretch]) => stretch)).toEqual(marked);
  expect(
    places(text, words, new Set(wanted))
      .map((stretch) => stretch.text)
      .join(''),
  ).toBe(text);
});
