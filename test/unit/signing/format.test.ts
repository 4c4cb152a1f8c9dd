import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { whatIsWrongWith } from '../../../src/model/manifest/signing/public-key.js';
import { decodeSignature, parseSigningFile } from '../../../src/model/manifest/signing/signing-file.js';
import { utf8 } from '../../support/models/bytes.js';
import { signingFile, testKey } from '../../support/signing.js';

const folder = new URL('../../../src/model/manifest/', import.meta.url);
const page = readFileSync(new URL('signing.md', folder), 'utf8');
const schema = JSON.parse(readFileSync(new URL('manifest.schema.json', folder), 'utf8')) as { $id: string };
const follows = new Ajv2020().addSchema(schema).compile({ $ref: `${schema.$id}#/$defs/signing` });
const example = /```json\n([^]*?)```/.exec(page)![1]!;
const parse = (text: string) => parseSigningFile(utf8(text).buffer, 'manifest.sig');

test('the example of the page is a file as the format has it, by the reader and by the schema', () => {
  const [signature] = parse(example)!;
  expect(decodeSignature(signature!)).not.toBeNull();
  expect(whatIsWrongWith(signature!.key)).toBeNull();
  expect(follows(JSON.parse(example))).toBe(true);
});

test('every key that the page shows is one', () => {
  const keys = page.match(/\b[\w-]{43}\b/g)!;
  expect(keys.length).toBeGreaterThan(1);
  expect(keys.map(whatIsWrongWith).filter((wrong) => wrong !== null)).toEqual([]);
});

test('the schema takes what the library writes, and no other base64url', () => {
  const written = new TextDecoder().decode(signingFile(utf8('{}'), ...Array.from({ length: 16 }, testKey)));
  expect(follows(JSON.parse(written))).toBe(true);
  for (const [from, to] of [
    ['edgewise-signature', 'edgewise-package'],
    [/"key": "./, '"key": "'],
    [/"key": "./, '"key": "+'],
    [/"key": "(.{42})./, '"key": "$1B'],
    [/"signature": "(.{85})./, '"signature": "$1B'],
    [/"signature": "/, '"signature": "A'],
  ] as const) {
    const changed = written.replace(from, to);
    expect(changed).not.toBe(written);
    expect(follows(JSON.parse(changed)), to).toBe(false);
  }
});
