import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { digestOfModel, seal, sha256, verify } from '../../src/model/digest.js';

const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text)).buffer;
const inNode = (data: ArrayBuffer) => createHash('sha256').update(new Uint8Array(data)).digest('hex');

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(['with WebCrypto', 'on an insecure page'])('SHA-256 %s', (where) => {
  // Lengths around the block size of 64 and its padding.
  test.each([0, 1, 55, 56, 63, 64, 65, 119, 128, 100_003])('of %i bytes', async (length) => {
    if (where === 'on an insecure page') vi.stubGlobal('crypto', {});
    const data = Uint8Array.from({ length }, (_, i) => i * 7).buffer;
    expect(await sha256(data)).toBe(inNode(data));
  });
});

test('bytes are verified by their digest', async () => {
  const data = bytes('weights');
  const facts = { file: 'a.bin', url: 'https://x/model.json' };
  expect(await verify(data, inNode(data), facts)).toBe(data);
  await expect(verify(bytes('weighty'), inNode(data), facts)).rejects.toMatchObject({
    code: 'integrity',
    details: { ...facts, expected: inNode(data), actual: inNode(bytes('weighty')) },
  });
  expect(await seal(data)).toEqual({ bytes: data, sha256: inNode(data) });
});

test('a model is named by what sha256sum prints of its files', async () => {
  const files = ['model.json', 'sub/a.bin'].map((path) => ({ path, sha256: inNode(bytes(path)) }));
  const printed = `${files[0]!.sha256}  model.json\n${files[1]!.sha256}  sub/a.bin\n`;
  expect(await digestOfModel(files)).toBe(inNode(bytes(printed)));
  expect(await digestOfModel([...files].reverse())).not.toBe(await digestOfModel(files));
});
