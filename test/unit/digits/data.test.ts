import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolder, readDigits } from '../../../models/digits/data.js';

const images = 't10k-images-idx3-ubyte';
const labels = 't10k-labels-idx1-ubyte';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-'));
  for (const name of [images, labels]) await copyFile(join(dataFolder(), name), join(folder, name));
});
afterEach(() => rm(folder, { recursive: true }));

async function alter(name: string, change: (bytes: Buffer) => void): Promise<void> {
  const bytes = await readFile(join(folder, name));
  change(bytes);
  await writeFile(join(folder, name), bytes);
}

test('reads the digits and their labels', async () => {
  const digits = await readDigits('test', folder);
  expect(digits.count).toBe(10_000);
  expect(digits.pixels).toHaveLength(10_000 * 28 * 28);
  expect([...digits.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  // The top stroke of the first digit, a 7.
  expect([...digits.pixels.subarray(7 * 28 + 6, 7 * 28 + 12)]).toEqual([84, 185, 159, 151, 60, 36]);
});

test.each<[string, RegExp, () => Promise<void>]>([
  ['is missing', /cannot be read/, () => rm(join(folder, labels))],
  ['is empty', /0 bytes, which hold no idx header/, () => truncate(join(folder, images), 0)],
  ['is cut short', /has 7000000 bytes instead of 7840016/, () => truncate(join(folder, images), 7_000_000)],
  [
    'is a page of HTML',
    /magic number 1008821359 instead of 2049/,
    () => writeFile(join(folder, labels), '<!doctype html>'),
  ],
  ['holds labels for pictures', /2049 instead of 2051/, () => copyFile(join(folder, labels), join(folder, images))],
  [
    'holds fewer digits',
    /tells of 9000 × 28 × 28 numbers instead of 10000 × 28 × 28/,
    () => alter(images, (bytes) => bytes.writeUInt32BE(9_000, 4)),
  ],
  [
    'has one pixel changed',
    /SHA-256 is [0-9a-f]{64} instead of 0fa7898d/,
    () => alter(images, (bytes) => bytes.writeUInt8(bytes.readUInt8(5_000_000) ^ 1, 5_000_000)),
  ],
])('says what to do where a file %s', async (_, message, harm) => {
  await readDigits('test', folder);
  await harm();
  await expect(readDigits('test', folder)).rejects.toThrow(message);
  await expect(readDigits('test', folder)).rejects.toThrow(/run "npm ci"/);
});
