import path from 'node:path';
import type { Case, Contender } from './contender.js';

/** The built library, as the README says to use it. */
export function edgewise(root: string): Contender {
  return {
    name: 'edgewise',
    label: 'Edgewise',
    files: (at) => new Map(filesFor(at).map((file) => [`/${file}`, path.join(root, 'dist', file)])),
    scripts: () => [],
    entry: ({ manifest, files }) => manifest ?? files[0]?.name ?? '',
    module: ({ backend }) => `
      import { loadModel } from '/index.js';
      async function open(url) {
        const model = await loadModel(url, { backend: '${backend}' });
        return { predict: async (data) => (await model.predict(data, { timeout: 120_000 })).outputs };
      }`,
  };
}

/** What may be asked for. A LayersModel is told apart by the worker that fetches it, and then gets the other one. */
function filesFor({ model, backend }: Case): string[] {
  const workers = model.format === 'layers' ? ['worker.js', 'worker-layers.js'] : ['worker.js'];
  const transforms = model.manifest ? ['transforms.js'] : [];
  return ['index.js', ...workers, ...transforms, ...(backend === 'wasm' ? ['wasm/tfjs-backend-wasm-simd.wasm'] : [])];
}
