import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { workingModels, type TestTensors } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { randomFloats } from '../support/models/random.js';
import '../support/tfjs-engine.js';
import { openServer } from '../support/server.js';

const predictions = 1_000;
/** Operators and buffers that are made once come with the first few. */
const warmUp = 20;

declare global {
  interface Window {
    predict: (times?: number) => Promise<unknown>;
  }
}

interface Held {
  tensors: number;
  bytes: number;
  buffers: number;
  heap: number;
}

const server = await openServer();
const small = await workingModels();
const named = (name: string): [string, string, TestTensors] => {
  const model = small.find((known) => known.name === name);
  if (!model) throw new Error(`There is no model ${name}.`);
  return [name, serveModel(server, model), model.inputs];
};

test.each<[string, string, TestTensors]>([
  [
    'liveness, a real network',
    '/node_modules/@vladmandic/human/models/liveness.json',
    { conv2d_1_input: { data: randomFloats(1, 32 * 32 * 3), shape: [1, 32, 32, 3], dtype: 'float32' } },
  ],
  named('where'),
  named('non-max-suppression'),
  named('while'),
  named('hash-table'),
  named('borrowed-outputs'),
  named('layers-conv'),
  named('layers-lstm'),
])('a thousand predictions leave nothing behind: %s', async (_, url, inputs) => {
  const { page } = await openPage(server);
  const plain = Object.entries(inputs).map(([name, { data, ...rest }]) => [name, { ...rest, data: [...data] }]);
  await page.evaluate(
    async ({ url, plain }) => {
      const inputs = Object.fromEntries(plain) as Record<string, number[]>;
      const model = await window.edgewise.loadModel(url, { backend: 'wasm' });
      window.predict = async (times = 1) => {
        for (let i = 0; i < times; i++) await model.predict(inputs);
      };
    },
    { url, plain },
  );

  await page.evaluate((times) => window.predict(times), warmUp);
  const before = await heldIn(page);
  await page.evaluate((times) => window.predict(times), predictions);
  expect(await heldIn(page)).toEqual(before);
});

/** What the one worker with weights in its TF.js engine holds. */
async function heldIn(page: Page): Promise<Held> {
  const all = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate((): Held | null => {
        const engine = globalThis._tfengine;
        if (engine?.backendName !== 'wasm') return null; // the store's worker starts no backend
        const { state, backend } = engine;
        const { numTensors: tensors, numBytes: bytes } = state;
        return { tensors, bytes, buffers: backend.numDataIds(), heap: backend.wasm.HEAPU8.byteLength };
      }),
    ),
  );
  const [held, ...others] = all.filter((found) => found !== null);
  if (!held || others.length > 0) throw new Error(`${all.length} workers, of which not one is the engine.`);
  return held;
}
