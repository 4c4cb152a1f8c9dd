import { expect, test } from 'vitest';
import { libraryFiles, neededPaths, type Needs } from '../../../src/service-worker/library-files.js';

const needed = (needs: Partial<Needs>) =>
  [...neededPaths({ kinds: new Set(), simd: true, threads: false, ...needs })].sort();

const wasm = 'wasm/tfjs-backend-wasm';

test('a device needs one build of wasm, and another one for threads', () => {
  const kinds = new Set(['graph'] as const);
  expect(needed({ kinds })).toEqual(['transforms.js', `${wasm}-simd.wasm`, 'worker.js']);
  expect(needed({ kinds, threads: true })).toEqual([
    'transforms.js',
    `${wasm}-simd.wasm`,
    `${wasm}-threaded-simd.wasm`,
    'worker.js',
  ]);
  expect(needed({ kinds, simd: false })).toEqual(['transforms.js', `${wasm}.wasm`, 'worker.js']);
});

test('models need the worker of their kind; as long as none is known, any may come', () => {
  const both = ['transforms.js', `${wasm}-simd.wasm`, 'worker-layers.js', 'worker.js'];
  expect(needed({ kinds: new Set(['layers']) })).toEqual(['transforms.js', `${wasm}-simd.wasm`, 'worker-layers.js']);
  expect(needed({ kinds: new Set(['layers', 'graph']) })).toEqual(both);
  expect(needed({})).toEqual(both);
});

test('the digest of a file is its revision', () => {
  expect(libraryFiles('https://cdn.example/edgewise@1/', { 'wasm/x.wasm': 'sha256-x' })).toEqual([
    {
      path: 'wasm/x.wasm',
      url: 'https://cdn.example/edgewise@1/wasm/x.wasm',
      revision: 'sha256-x',
      integrity: 'sha256-x',
    },
  ]);
});
