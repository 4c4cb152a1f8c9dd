import { expect, test } from 'vitest';
import { planOf, type OfflineOptions } from '../../../src/service-worker/options.js';

const base = 'https://app.example/shop/service-worker.js';

test('URLs are relative to the service worker, and each is taken once', () => {
  const options: OfflineOptions = {
    files: [
      'app-1a2b.js',
      { url: './', revision: '1' },
      { url: '/shop/', revision: '1' },
      { url: 'https://cdn.example/x' },
    ],
    assets: '/edgewise',
    models: ['m/model.json#part', new URL('https://app.example/shop/m/model.json'), '/m/model.json?release=3'],
    fallback: 'https://app.example/shop/',
  };
  expect(planOf(options, base)).toEqual({
    files: [
      { url: 'https://app.example/shop/app-1a2b.js', revision: null },
      { url: 'https://app.example/shop/', revision: '1' },
      { url: 'https://cdn.example/x', revision: null },
    ],
    assets: 'https://app.example/edgewise/',
    models: ['https://app.example/shop/m/model.json', 'https://app.example/m/model.json?release=3'],
    fallback: 'https://app.example/shop/',
  });
});

test('nothing said is nothing kept', () => {
  expect(planOf({}, base)).toEqual({ files: [], assets: null, models: [], fallback: null });
});

test('a digest goes with its file', () => {
  const file = { url: '/a.js', revision: '1', integrity: 'sha256-x' };
  expect(planOf({ files: [file] }, base).files).toEqual([{ ...file, url: 'https://app.example/a.js' }]);
});

test.each<[string, unknown]>([
  ['files', { files: 'app.js' }],
  ['files', { files: null }],
  ['files', { files: [7] }],
  ['files', { files: [null] }],
  ['files', { files: [{ revision: '1' }] }],
  ['files', { files: [{ url: 'https://', revision: '1' }] }],
  ['files', { files: [{ url: '/', revision: '' }] }],
  ['files', { files: [{ url: '/', revision: 3 }] }],
  [
    'files',
    {
      files: [
        { url: '/', revision: '1' },
        { url: '/', revision: '2' },
      ],
    },
  ],
  ['assets', { assets: 'https://' }],
  ['assets', { assets: true }],
  ['models', { models: '/model.json' }],
  ['models', { models: [{}] }],
  ['fallback', { files: ['/'], fallback: '/offline.html' }],
])('%s: %j is refused, with what is allowed', (field, options) => {
  expect(() => planOf(options as OfflineOptions, base)).toThrow(
    expect.objectContaining({
      code: 'input',
      details: expect.objectContaining({ field }) as unknown,
      message: expect.stringMatching(`makeAvailableOffline takes no ${field}: .* Allowed: `) as unknown,
    }) as Error,
  );
});
