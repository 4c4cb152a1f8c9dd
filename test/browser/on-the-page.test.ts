import { expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { differences, layersModels, linear, type TestModel } from '../support/models/index.js';
import { predictWith, serveModel } from '../support/predict.js';
import { watchWorkers, wrongs } from '../support/right.js';
import { openServer } from '../support/server.js';

const graph = linear();
const layers = (await layersModels())[0]!;
const backends = ['wasm', 'webgl', 'cpu'] as const;
const server = await openServer();

test('without a worker, each backend and each kind of model one after the other', async () => {
  const { page } = await openPage(server);
  const workers = watchWorkers(page);
  for (const model of [graph, layers]) {
    for (const backend of backends) {
      expect(await wrongs(page, serveModel(server, model), model, { backend, worker: false })).toEqual([]);
    }
  }
  expect(workers).toEqual([]);
});

test('without a worker, all backends and both kinds of model in turns and at once', async () => {
  const { page } = await openPage(server);
  const workers = watchWorkers(page);
  const plain = ({ inputs }: TestModel) =>
    Object.entries(inputs).map(([name, tensor]) => [
      name,
      { ...tensor, data: Array.from<number | string>(tensor.data) },
    ]);
  const given = [graph, layers].map((model) => ({ url: serveModel(server, model), inputs: plain(model) }));
  const answers = await page.evaluate(
    async ({ given, backends }) => {
      const loads = given.flatMap(({ url, inputs }) =>
        backends.map(async (backend) => ({
          model: await window.edgewise.loadModel(url, { backend, worker: false }),
          backend,
          inputs: Object.fromEntries(inputs) as Record<string, number[]>,
        })),
      );
      const loaded = await Promise.all(loads);
      const rounds = Array.from({ length: 4 }, () =>
        loaded.map(async ({ model, backend, inputs }) => {
          const prediction = await model.predict(inputs);
          const outputs = Object.entries(prediction.outputs).map(([name, { data, shape, dtype }]) => ({
            ...{ name, dtype },
            shape: [...shape],
            data: Array.from(data as Float32Array),
          }));
          return { asked: backend, ran: prediction.backend, location: model.backend.location, url: model.url, outputs };
        }),
      );
      const answers = await Promise.all(rounds.flat());
      await Promise.all(loaded.map(({ model }) => model.dispose()));
      return answers;
    },
    { given, backends },
  );
  expect(answers).toHaveLength(24);
  for (const { asked, ran, location, url, outputs } of answers) {
    expect([ran, location]).toEqual([asked, 'page']);
    const model = url.includes(layers.name) ? layers : graph;
    const named = Object.fromEntries(outputs.map(({ name, ...tensor }) => [name, tensor]));
    expect(differences(model, named, asked === 'webgl' ? 1e-3 : undefined)).toEqual([]);
  }
  expect(workers).toEqual([]);
});

/** The page's own TF.js computes 2 × 3 + 1, on the backend that it chose. */
const pagesOwn = () => {
  const { tf } = window as unknown as { tf: any };
  const seven = tf.tidy(() => Array.from(tf.add(tf.mul(2, 3), 1).dataSync()));
  return [seven, tf.getBackend()];
};

test('a page with a TF.js of its own keeps it to itself', async () => {
  const { page } = await openPage(server);
  await page.addScriptTag({ url: '/node_modules/@tensorflow/tfjs-core/dist/tf-core.min.js' });
  await page.addScriptTag({ url: '/node_modules/@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.min.js' });
  expect(await page.evaluate(pagesOwn)).toEqual([[7], 'cpu']);

  const { error } = await predictWith(page, serveModel(server, graph), graph.inputs, { worker: false });
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment' });
  expect(error?.message).toContain('TF.js of its own');
  expect(await page.evaluate(pagesOwn)).toEqual([[7], 'cpu']);

  for (const model of [graph, layers]) {
    for (const backend of ['wasm', 'webgl'] as const) {
      const answer = wrongs(page, serveModel(server, model), model, { backend });
      expect(await page.evaluate(pagesOwn)).toEqual([[7], 'cpu']);
      expect(await answer).toEqual([]);
      expect(await page.evaluate(pagesOwn)).toEqual([[7], 'cpu']);
    }
  }
});
