import { expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { layersModels, linear, type TestModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const graph = linear();
const layers = (await layersModels())[0]!;

/** The model's input as plain numbers, and its answer. */
function known(model: TestModel) {
  const [[name, input] = []] = Object.entries(model.inputs);
  const [[output, answer] = []] = Object.entries(model.expected);
  return {
    inputs: { [name!]: { data: Array.from(input!.data as Float32Array), shape: [...input!.shape] } },
    output: output!,
    answer: Array.from(answer!.data as Float32Array),
  };
}

interface Outcome {
  ran: string;
  worst: number;
}

test.each([
  ['GraphModel', graph],
  ['LayersModel', layers],
])('one %s on two backends at once, twelve predictions each, each on its own', async (_, model) => {
  const { page } = await openPage(server);
  const outcomes = await page.evaluate(
    async ({ url, inputs, output, answer }) => {
      const { loadModel } = window.edgewise;
      const [wasm, webgl] = await Promise.all([
        loadModel(url, { backend: 'wasm' }),
        loadModel(url, { backend: 'webgl' }),
      ]);
      const predict = async (model: typeof wasm): Promise<Outcome> => {
        const { outputs, backend } = await model.predict(inputs);
        const data = outputs[output]!.data as Float32Array;
        return { ran: backend, worst: Math.max(...answer.map((value, i) => Math.abs(value - data[i]!))) };
      };
      // Begun in turns, so that both are under way all the time.
      const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => predict(i % 2 === 0 ? wasm : webgl)));
      await Promise.all([wasm.dispose(), webgl.dispose()]);
      return answers;
    },
    { url: serveModel(server, model), ...known(model) },
  );
  expect(outcomes.map(({ ran }) => ran)).toEqual(
    Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 'wasm' : 'webgl')),
  );
  for (const { ran, worst } of outcomes) expect(worst).toBeLessThan(ran === 'webgl' ? 1e-3 : 1e-5);
});

test('three loads of one URL at once on three backends are one download', async () => {
  const { page } = await openPage(server);
  const url = serveModel(server, graph, 'three-at-once');
  const outcomes = await page.evaluate(
    async ({ url, inputs, output, answer }) => {
      const backends = ['wasm', 'webgl', 'cpu'] as const;
      return Promise.all(
        backends.map(async (backend): Promise<Outcome> => {
          const model = await window.edgewise.loadModel(url, { backend });
          const { outputs } = await model.predict(inputs);
          const data = outputs[output]!.data as Float32Array;
          await model.dispose();
          return { ran: model.backend.name, worst: Math.max(...answer.map((v, i) => Math.abs(v - data[i]!))) };
        }),
      );
    },
    { url, ...known(graph) },
  );
  expect(outcomes.map(({ ran }) => ran)).toEqual(['wasm', 'webgl', 'cpu']);
  for (const { worst } of outcomes) expect(worst).toBeLessThan(1e-3);
  expect(server.log(/three-at-once/).map(({ path }) => path)).toEqual([
    '/m/three-at-once/model.json',
    '/m/three-at-once/group1-shard1of1.bin',
  ]);
});

test('a load that begins just before the last model of its engine is disposed of gets an engine that lives', async () => {
  const { page } = await openPage(server);
  const worst = await page.evaluate(
    async ({ url, inputs, output, answer }) => {
      const first = await window.edgewise.loadModel(url);
      const loading = window.edgewise.loadModel(url);
      const disposal = first.dispose();
      const second = await loading;
      await disposal;
      const { outputs } = await second.predict(inputs);
      await second.dispose();
      const data = outputs[output]!.data as Float32Array;
      return Math.max(...answer.map((value, i) => Math.abs(value - data[i]!)));
    },
    { url: serveModel(server, graph), ...known(graph) },
  );
  expect(worst).toBeLessThan(1e-5);
});
