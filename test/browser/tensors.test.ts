import { describe, expect, test } from 'vitest';
import { layersModels, linear, mixed, whileLoop, type TestModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

interface Account {
  numTensors: number;
  numBytes: number;
  numDataBuffers: number;
}

const server = await openServer();
const [dense] = await layersModels();
const models: [string, TestModel, number][] = [
  ['linear, 1,000 times', linear(), 1000],
  ['a loop', whileLoop(), 20],
  ['several inputs and dtypes', mixed(), 20],
  ['layers', dense!, 100],
];

describe.each(['wasm', 'cpu', 'webgl'] as const)('on %s no tensor is left', (backend) => {
  test.each(models)('%s', async (_, model, runs) => {
    const { page } = await openTestPage(server);
    const url = serveModel(server, model);
    const plain = Object.entries(model.inputs).map(([name, { data, shape, dtype }]) => [
      name,
      { data: [...data], shape, dtype },
    ]);
    const account = await page.evaluate(
      async ([url, backend, plain, runs]) => {
        const count = () => {
          // TF.js's own account, on a page where it runs.
          const { state } = Reflect.get(globalThis, '_tfengine') as { state: Account };
          const { numTensors, numBytes, numDataBuffers } = state;
          return { numTensors, numBytes, numDataBuffers };
        };
        const inputs = Object.fromEntries(plain) as Record<string, number[]>;
        const load = () => window.edgewise.loadModel(url, { backend, worker: false });
        // What the backend keeps for itself comes with the first model.
        await (await load()).dispose();
        const before = count();
        const model = await load();
        await model.predict(inputs);
        const loaded = count();
        for (let run = 0; run < runs; run++) await model.predict(inputs);
        const after = count();
        await model.dispose();
        return { before, loaded, after, end: count() };
      },
      [url, backend, plain, runs] as const,
    );
    expect(account.after).toEqual(account.loaded);
    expect(account.end).toEqual(account.before);
    expect(account.loaded.numTensors).toBeGreaterThan(account.before.numTensors);
  });
});

test('a call taken back while it waited made no tensor', async () => {
  const { page } = await openTestPage(server);
  const url = serveModel(server, whileLoop());
  const made = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url, { worker: false });
    const idsGiven = () => (_tfengine.constructor as unknown as { nextTensorId: number }).nextTensorId;
    const tensorsOf = async (work: () => Promise<unknown>) => {
      const before = idsGiven();
      await work();
      return idsGiven() - before;
    };
    const inTurn = (signal?: AbortSignal) => () =>
      Promise.all([model.predict([50]), failureOf(model.predict([50], { signal })), model.predict([50])]);
    await model.predict([50]);
    const controller = new AbortController();
    const one = await tensorsOf(() => model.predict([50]));
    const three = await tensorsOf(inTurn());
    const two = await tensorsOf(() => {
      const calls = inTurn(controller.signal)();
      controller.abort();
      return calls;
    });
    return { one, two, three };
  }, url);
  expect(made.one).toBeGreaterThan(0);
  expect(made.three).toBe(3 * made.one);
  expect(made.two).toBe(2 * made.one);
});
