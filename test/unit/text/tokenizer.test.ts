import { describe, expect, test } from 'vitest';
import type { TokenizerTransform } from '../../../src/model/transforms/text.js';
import { textPreparer } from '../../../src/transform/text/prepare.js';
import { bytePairJson, tokenizerBytes, wordPieceJson } from '../../support/tokenizers.js';

const transform: TokenizerTransform = {
  kind: 'text',
  method: 'tokenizer',
  input: 'ids',
  attentionMask: 'mask',
  tokenTypes: 'types',
  longestText: 20_000,
  length: 10,
  padding: 0,
};
const specs = ['ids', 'mask', 'types'].map((name) => ({ name, dtype: 'int32' as const, shape: [null, null] }));

function prepareWith(json: object = wordPieceJson, changed: Partial<TokenizerTransform> = {}) {
  const bytes = tokenizerBytes(json);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const prepare = textPreparer({ ...transform, ...changed }, specs, buffer);
  return (text: string) =>
    Object.fromEntries(Object.entries(prepare(text)).map(([name, { data }]) => [name, [...(data as Int32Array)]]));
}
const idsOf = (text: string, json?: object, changed?: Partial<TokenizerTransform>) =>
  prepareWith(json, changed)(text)['ids'];
const free = (): Partial<TokenizerTransform> => {
  const { padding: _, ...rest } = transform;
  return { ...rest, padding: undefined } as unknown as Partial<TokenizerTransform>;
};

describe('word pieces', () => {
  test('are the known ids between the special ones, filled up, with mask and types', () => {
    expect(prepareWith()('Playing, the CAFÉ!')).toEqual({
      ids: [2, 5, 6, 9, 4, 8, 10, 3, 0, 0],
      mask: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0],
      types: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    });
  });

  test('of what is not known are one unknown token a word', () => {
    expect(idsOf('plays bbb a中ab')).toEqual([2, 5, 7, 1, 11, 13, 11, 12, 3, 0]);
  });

  test('beyond the length are cut off, and the special ones stay', () => {
    expect(idsOf('the '.repeat(50))).toEqual([2, 4, 4, 4, 4, 4, 4, 4, 4, 3]);
  });

  test('of an empty text are the special ones', () => {
    expect(idsOf('')).toEqual([2, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(idsOf('', wordPieceJson, free())).toEqual([2, 3]);
  });

  test('of a text of any length are as many as there are', () => {
    expect(idsOf('the play', wordPieceJson, free())).toEqual([2, 4, 5, 3]);
  });

  test('are read from files that leave the type of the model out', () => {
    const { type: _, ...model } = wordPieceJson.model;
    expect(idsOf('the', { ...wordPieceJson, model })).toEqual(idsOf('the'));
  });
});

describe('pairs of bytes', () => {
  test('are merged in the order of their ranks', () => {
    expect(idsOf('hello oé', bytePairJson)).toEqual([7, 3, 8, 9, 10, 0, 0, 0, 0, 0]);
  });

  test('of a text without any are refused where none are filled up', () => {
    expect(() => idsOf('', bytePairJson, free())).toThrow(/The text is empty.*one token at least/);
  });
});

test('halves of surrogate pairs and a megabyte are answered', () => {
  for (const json of [wordPieceJson, bytePairJson]) {
    for (const text of ['\ud800', 'the \udc00 end', 'the play '.repeat(120_000), '\u0301\u0316'.repeat(500_000)]) {
      expect(idsOf(text, json)!.every(Number.isInteger), JSON.stringify(text.slice(0, 20))).toBe(true);
    }
  }
});

describe('a tokenizer.json is refused', () => {
  test.each([
    [
      'with a part whose tokens would be others',
      { ...wordPieceJson, pre_tokenizer: { type: 'Whitespace' } },
      'pre_tokenizer',
    ],
    [
      'with such a part within others',
      { ...wordPieceJson, pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits' }] } },
      'pre_tokenizer.pretokenizers[0]',
    ],
    ['with another model', { ...wordPieceJson, model: { type: 'Unigram', vocab: [] } }, 'model.type'],
    ['without a model', { ...wordPieceJson, model: undefined }, 'model'],
    [
      'without its unknown token',
      { ...wordPieceJson, model: { ...wordPieceJson.model, unk_token: '[?]' } },
      'model.unk_token',
    ],
    [
      'with a vocabulary of texts',
      { ...wordPieceJson, model: { ...wordPieceJson.model, vocab: { a: 'b' } } },
      'model.vocab',
    ],
  ])('%s', (_, json, field) => {
    expect(() => prepareWith(json)).toThrow(
      expect.objectContaining({ code: 'invalid-model', details: expect.objectContaining({ field }) as object }),
    );
  });

  test('where it is missing, leaves no room for a text, or lacks the padding', () => {
    expect(() => textPreparer(transform, specs, null)).toThrow(/no file of the role tokenizer/);
    expect(() => prepareWith(wordPieceJson, { length: 2 })).toThrow(/Of 2 tokens, 2 are special/);
    expect(() => prepareWith(wordPieceJson, { padding: 99 })).toThrow(/The token 99.*is not in tokenizer.json/);
  });
});
