import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.js';
import { checkTextTransform, parseTextTransform, type HashingTransform } from '../../../src/model/transforms/text.js';
import { rowOf } from './support.js';

const page = readFileSync('src/transform/README.md', 'utf8').split('\n## Texts')[1]!.split('\n## ')[0]!;
const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text) as unknown);
const parse = (json: unknown) => parseTextTransform({ url: 'page', at: 'transforms.input', json: json as JsonObject });

test('the hashing that the page declares makes the numbers that it gives', () => {
  const [declared, numbers] = blocks;
  const transform = parse(declared) as HashingTransform;
  expect(transform).toEqual(declared);
  expect([...rowOf('Claim your FREE prize now!', transform)]).toEqual((numbers as number[]).map(Math.fround));
});

test('the tokenizer that the page declares fits a model of the inputs that it says', () => {
  const transform = parse(blocks[2]);
  expect(transform).toEqual(blocks[2]);
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({
    ...{ name, dtype: 'int32' as const, shape: [null, 128] },
  }));
  const check = (changed: object = {}) => {
    checkTextTransform(transform, {
      url: 'page',
      inputs: inputs.map((each) => ({ ...each, ...changed })),
      outputs: [],
    });
  };
  expect(check).not.toThrow();
  expect(() => { check({ shape: [null, 64] }); }).toThrow(/needs int32 or float32 of \[null, 128\]/); // prettier-ignore
  expect(() => { check({ name: 'ids' }); }).toThrow(/for the input "input_ids"; its inputs are ids/); // prettier-ignore
});

const schema = JSON.parse(readFileSync('src/model/manifest/manifest.schema.json', 'utf8')) as {
  $defs: Record<'hashingTransform' | 'tokenizerTransform', { properties: object }>;
};
const validate = new Ajv2020({ strict: true, strictRequired: false })
  .addSchema(schema, 'manifest')
  .compile({ $ref: 'manifest#/$defs/inputTransform' });

test('the page names every field that the schema has, and the schema takes what it declares', () => {
  for (const place of ['hashingTransform', 'tokenizerTransform'] as const) {
    for (const field of Object.keys(schema.$defs[place].properties)) expect(page).toContain(`\`${field}\``);
  }
  for (const declared of [blocks[0], blocks[2]]) expect(validate(declared), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...(blocks[0] as object), method: 'tokenizer' })).toBe(false);
});

test.each<[string, object, string]>([
  ['buckets that are no power of two', { buckets: 10 }, 'buckets'],
  ['nothing that counts', { counts: { words: false, pairs: false } }, 'counts'],
  ['another pattern', { pattern: 'words-2' }, 'pattern'],
  ['another method', { method: 'embedding' }, 'method'],
  ['no longest text', { longestText: undefined }, 'longestText'],
  ['too long a text', { longestText: 1e9 }, 'longestText'],
])('%s is refused', (_, changed, field) => {
  const declared = JSON.parse(JSON.stringify({ ...(blocks[0] as object), ...changed })) as unknown;
  expect(validate(declared)).toBe(false);
  expect(() => parse(declared)).toThrow(
    expect.objectContaining({
      code: 'invalid-model',
      details: expect.objectContaining({ field: `transforms.input.${field}` }) as object,
    }),
  );
});
