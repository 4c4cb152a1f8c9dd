import { expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { layersModels, linear } from '../support/models/index.js';
import { serveModel, type PlainLoadOptions } from '../support/predict.js';
import { wrongs } from '../support/right.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const graph = linear();
const layers = (await layersModels())[0]!;

test('eight loads at once, of two kinds of model on every backend, each answer rightly', async () => {
  const { page, errors } = await openPage(server);
  const everyBackend: PlainLoadOptions[] = [{}, { backend: 'wasm' }, { backend: 'webgl' }, { backend: 'cpu' }];
  const loads = [graph, layers].flatMap((model) =>
    everyBackend.map((options, i) => {
      const url = serveModel(server, model, `${model.name}-${String(i)}`);
      return wrongs(page, url, model, { ...options, timeout: 30_000 });
    }),
  );
  expect(await Promise.all(loads)).toEqual(loads.map(() => []));
  expect(errors).toEqual([]);
});
