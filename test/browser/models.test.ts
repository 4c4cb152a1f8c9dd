import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { openPage } from '../support/browser.js';
import { differences, workingModels, type TestModel } from '../support/models/index.js';
import { predictWith, serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';

const server = await openServer();
const models = await workingModels();

describe.each(['wasm', 'webgl', 'cpu'] as const)('every small model on %s', (backend) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openPage(server));
  });

  test.each(models.map((model): [string, TestModel] => [model.name, model]))('%s', async (_, model) => {
    const url = serveModel(server, model);
    const answer = await predictWith(page, url, model.inputs, { backend });
    const lacking = backend === 'cpu' ? undefined : model.lacking?.[backend];
    if (lacking) {
      expect(answer).toMatchObject({ error: { code: 'unsupported-op', details: { ops: lacking } } });
      return;
    }
    expect(answer.error).toBeUndefined();
    expect(answer.backend).toBe(backend);
    expect(differences(model, answer.outputs ?? {}, backend === 'webgl' ? 1e-3 : undefined)).toEqual([]);
  });
});
