import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parsePictureTransform } from '../../../src/model/transforms/picture.js';
import { picturePreparer } from '../../../src/transform/picture/prepare.js';

const page = readFileSync('src/transform/README.md', 'utf8').split('\n## Pictures')[1]!.split('\n## ')[0]!;
const [declared, numbers] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => JSON.parse(text!) as unknown);
const transform = parsePictureTransform({ url: 'the page', at: 'input', json: declared as Record<string, unknown> });

test('the page’s picture becomes the page’s numbers', () => {
  const data = Uint8Array.of(255, 0, 0, 255, 255, 255, 255, 255);
  const prepare = picturePreparer(transform, [{ name: 'image', dtype: 'float32', shape: [null, 4, 4, 1] }]);
  const { image } = prepare({ width: 2, height: 1, data }).inputs;
  expect(image!.shape).toEqual([1, 4, 4, 1]);
  expect([...(image!.data as Float32Array)]).toEqual(
    (numbers as number[]).map((value) => expect.closeTo(value, 6) as number),
  );
});

test('the page names every field that the schema has, and the schema takes what it declares', () => {
  const schema = JSON.parse(readFileSync('src/model/manifest/manifest.schema.json', 'utf8')) as {
    $defs: { pictureTransform: { properties: object } };
  };
  for (const field of Object.keys(schema.$defs.pictureTransform.properties)) {
    if (field !== 'kind') expect(page, field).toContain(`\`${field}\``);
  }
  const ajv = new Ajv2020({ strict: true, strictRequired: false }).addSchema(schema, 'manifest');
  const validate = ajv.compile({ $ref: 'manifest#/$defs/pictureTransform' });
  expect(validate(declared), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...transform, fit: 'ink' })).toBe(false);
  expect(validate({ ...transform, ink: {} })).toBe(false);
});
