import path from 'node:path';
import type { Case, Contender } from './contender.js';

/** The built library, as the README says to use it. */
export function edgewise(root: string): Contender {
  return {
    name: 'edgewise',
    label: 'Edgewise',
    files: (at) => new Map(filesFor(at).map((file) => [`/${file}`, path.join(root, 'dist', file)])),
    scripts: () => [],
    module: ({ backend }) => `
      import { loadModel } from '/index.js';
      async function open(url) {
        const model = await loadModel(url, { backend: '${backend}' });
        return { predict: async (data) => (await model.predict(data, { timeout: 120_000 })).outputs };
      }`,
  };
}

function filesFor({ model, backend }: Case): string[] {
  const worker = model.format === 'layers' ? 'worker-layers.js' : 'worker.js';
  return ['index.js', worker, ...(backend === 'wasm' ? ['wasm/tfjs-backend-wasm-simd.wasm'] : [])];
}
