import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultyModels, layersModels, linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const models = await faultyModels();
const [dense] = await layersModels();

describe('what is no model, or one that cannot run', () => {
  let page: Page;
  const sound = [serveModel(server, linear()), serveModel(server, dense!)];

  beforeAll(async () => {
    ({ page } = await openTestPage(server));
    // They stay loaded, so that the engines are up.
    await page.evaluate(async (urls) => {
      for (const url of urls) await window.edgewise.loadModel(url);
    }, sound);
  });

  test.each(models)('$name', async (model) => {
    const url = serveModel(server, model);
    server.clearLog();
    const { failure, milliseconds, stored } = await page.evaluate(async (url) => {
      const started = performance.now();
      const failure = await failureOf(window.edgewise.loadModel(url));
      const milliseconds = performance.now() - started;
      return { failure, milliseconds, stored: (await window.edgewise.store.list()).map(({ name }) => name) };
    }, url);
    expect(failure).toMatchObject({ edgewise: true, code: model.code });
    for (const words of model.mentions ?? []) expect(failure?.message).toContain(words);
    expect(failure?.details['ops']).toEqual(model.ops);
    expect(stored.sort()).toEqual(['layers-dense', 'linear']);
    expect(milliseconds).toBeLessThan(1000);
    const weights = server.log(/\.bin$/);
    if (model.code === 'integrity') expect(weights).toHaveLength(1);
    if (model.code === 'limit' || model.code === 'invalid-model') expect(weights).toEqual([]);
  });
});
