import path from 'node:path';
import type { Contender } from './contender.js';

const files = [
  'index.js',
  'worker.js',
  'worker-layers.js',
  'wasm/tfjs-backend-wasm.wasm',
  'wasm/tfjs-backend-wasm-simd.wasm',
  'wasm/tfjs-backend-wasm-threaded-simd.wasm',
];

/** The built library, as the README says to use it. */
export function edgewise(root: string): Contender {
  return {
    name: 'edgewise',
    label: 'Edgewise',
    files: new Map(files.map((file) => [`/${file}`, path.join(root, 'dist', file)])),
    scripts: () => [],
    module: ({ backend }) => `
      import { loadModel } from '/index.js';
      async function open(url) {
        const model = await loadModel(url, { backend: '${backend}' });
        return { predict: async (data) => (await model.predict(data, { timeout: 120_000 })).outputs };
      }`,
  };
}
