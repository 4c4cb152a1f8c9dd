import path from 'node:path';
import type { Case, Contender } from './contender.js';

/**
 * TF.js by script tags, on the page: of its packages those that the model and the backend need, minified as they
 * come, and the model kept by TF.js's own `indexeddb://`. It is put there after the first answer, so that no answer
 * waits for it. Inputs and outputs are disposed of.
 *
 * @param delay milliseconds that every load and every prediction is held up, busy: a control, to see it read as slower
 */
export function tensorFlow(root: string, { name = 'tfjs', label = 'TF.js', delay = 0 } = {}): Contender {
  return {
    name,
    label,
    files: (at) => new Map(filesFor(at).map(([at, file]) => [at, path.join(root, 'node_modules/@tensorflow', file)])),
    scripts: (at) => packagesFor(at).map((name) => `/tf-${name}.min.js`),
    module: ({ model: { name, format, input }, backend }) => `
      const load = ${format === 'layers' ? 'tf.loadLayersModel' : 'tf.loadGraphModel'};
      function holdUp() {
        for (const end = performance.now() + ${String(delay)}; performance.now() < end; );
      }
      async function open(url) {
        ${backend === 'wasm' ? `tf.wasm.setWasmPaths('/');` : ''}
        await tf.setBackend('${backend}');
        const place = 'indexeddb://${name}';
        const kept = place in (await tf.io.listModels());
        const model = await load(kept ? place : url);
        holdUp();
        const signature = Object.entries(model.modelSignature?.outputs ?? {});
        const names = signature.length > 0 ? signature.map(([key]) => key) : (model.outputNodes ?? model.outputs.map(({ sourceLayer }) => sourceLayer.name));
        const nodes = signature.length > 0 ? signature.map(([, info]) => info.name) : names;
        const ask = (x) => ${format === 'layers' ? 'model.predict(x)' : 'model.execute(x, nodes)'};
        return {
          async predict(data) {
            const x = tf.tensor(data, ${JSON.stringify(input.shape)}, '${input.dtype}');
            const answer = tf.tidy(() => ask(x));
            const tensors = Array.isArray(answer) ? answer : [answer];
            const values = await Promise.all(tensors.map((tensor) => tensor.data()));
            holdUp();
            const outputs = tensors.map(({ shape }, i) => [names[i], { data: values[i], shape }]);
            tf.dispose([x, tensors]);
            return Object.fromEntries(outputs);
          },
          async keep() {
            if (kept) return;
            await model.save(place);
            await savesAreCommitted();
          },
        };
      }
      // save() is done when its requests are. A page that closes before the transaction is leaves a name without a model.
      async function savesAreCommitted() {
        const database = await new Promise((resolve, reject) => {
          const request = indexedDB.open('tensorflowjs');
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        const transaction = database.transaction(['models_store', 'model_info_store'], 'readwrite');
        await new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        });
        database.close();
      }`,
  };
}

function packagesFor({ model, backend }: Case): string[] {
  return ['core', model.format === 'layers' ? 'layers' : 'converter', `backend-${backend}`];
}

function filesFor(at: Case): [string, string][] {
  const scripts = packagesFor(at).map((name): [string, string] => [
    `/tf-${name}.min.js`,
    `tfjs-${name}/dist/tf-${name}.min.js`,
  ]);
  const wasm = 'tfjs-backend-wasm-simd.wasm';
  return at.backend === 'wasm' ? [...scripts, [`/${wasm}`, `tfjs-backend-wasm/dist/${wasm}`]] : scripts;
}
