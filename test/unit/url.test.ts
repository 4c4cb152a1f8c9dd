import { expect, test } from 'vitest';
import { modelName, modelUrl, shardUrl } from '../../src/model/url.js';

test('a model’s URL is absolute and has no fragment', () => {
  expect(modelUrl('m/model.json?v=1#top', 'https://x/page/')).toBe('https://x/page/m/model.json?v=1');
  expect(modelUrl(new URL('https://y/model.json'), 'https://x/')).toBe('https://y/model.json');
  expect(() => modelUrl('http://[', 'https://x/')).toThrow();
  expect(() => modelUrl('model.json', undefined)).toThrow();
});

test.each([
  ['m/', 'https://x/page/m/manifest.json'],
  ['./?v=1#top', 'https://x/page/manifest.json?v=1'],
  ['m', 'https://x/page/m'],
  ['m/manifest.json', 'https://x/page/m/manifest.json'],
])('of the folder of a package it is the manifest’s: %s', (url, expected) => {
  expect(modelUrl(url, 'https://x/page/')).toBe(expected);
});

test.each([
  ['https://x/m/model.json', 'a.bin', 'https://x/m/a.bin'],
  ['https://x/m/model.json', 'sub/a.bin', 'https://x/m/sub/a.bin'],
  ['https://x/m/model.json', './a.bin', 'https://x/m/a.bin'],
  ['https://x/model.json?v=1&t=a/b', 'a.bin', 'https://x/a.bin?v=1&t=a/b'],
  ['https://x/m/?file=model.json', 'a.bin', 'https://x/m/a.bin?file=model.json'],
  ['https://x/m/model.json?', 'a.bin', 'https://x/m/a.bin?'],
  // As TF.js, letter by letter: the path stays on the model's own origin.
  ['https://x/m/model.json', '//evil/a.bin', 'https://x/m///evil/a.bin'],
  ['https://x/m/model.json', 'https://evil/a.bin', 'https://x/m/https://evil/a.bin'],
])('the weights of %s named %s', (model, path, expected) => {
  expect(shardUrl(model, path)).toBe(expected);
});

test.each([
  ['https://x/models/pose/model.json', 'pose'],
  ['https://x/models/pose/v2.json?v=1', 'v2'],
  ['https://x/model.json', 'model'],
  ['https://x/m%C3%B6bel/model.json', 'möbel'],
  ['https://x/100%/model.json', '100%'],
  ['https://x/', 'x'],
])('%s is called %s', (url, name) => {
  expect(modelName(url)).toBe(name);
});
