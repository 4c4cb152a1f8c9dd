import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readLoans } from '../../../models/credit-risk/data.js';
import type { ModelManifest } from '../../../src/model/manifest/manifest.js';
import { preparer } from '../../../src/transform/prepare.js';

/** Of the inputs of all 4,454 loans, one after the other, that the committed weights were trained and judged on. */
const digest = '4e0fc0b0e606f961e9f9d7521ef23cfd931ab5e8595e16138b9397b9727a2c68';

test('the package makes of every loan the very input that its weights learnt from', async () => {
  const manifest = JSON.parse(await readFile('models/credit-risk/packaged/manifest.json', 'utf8')) as ModelManifest;
  const prepare = preparer([{ name: 'application', dtype: 'float32', shape: [null, 84] }], manifest.transforms!.input);
  const hash = createHash('sha256');
  for (const { application } of await readLoans('models/credit-risk/data/credit_data.csv')) {
    hash.update(prepare(application).inputs['application']!.data as Float32Array);
  }
  expect(hash.digest('hex')).toBe(digest);
});
