import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { differences, layersModels, linear, type TestModel } from '../support/models/index.js';
import { createProject, filesIn } from '../support/packed.js';
import { predictWith, serveModel, type PageAnswer } from '../support/predict.js';
import { openServer } from '../support/server.js';

// A static page and, on another origin, the packed library as a CDN would serve it.
const project = await createProject();
const server = await openServer();
const models = [linear(), (await layersModels())[0]!];
const cdn = '/npm/edgewise@0.1.0/dist/';

beforeEach(() => {
  server.options = { cors: '*' };
  for (const model of models) serveModel(server, model);
  for (const [file, body] of filesIn(path.join(project.library, 'dist'))) server.files.set(cdn + file, { body });
  server.clearLog();
});

afterEach(() => {
  server.files.clear();
});

const modelUrl = (model: TestModel) => `/m/${model.name}/model.json`;

function expectAnswer(model: TestModel, answer: PageAnswer): void {
  expect(answer.error).toBeUndefined();
  expect(differences(model, answer.outputs ?? {})).toEqual([]);
}

/** Which origins the worker and wasm files came from. */
function assetsFrom(): string[] {
  const asked = server.log(/\/(worker|worker-layers|tfjs-backend-wasm[a-z-]*)\.(js|wasm)$/);
  expect(asked.some(({ path }) => path.endsWith('.wasm'))).toBe(true);
  return [...new Set(asked.map(({ at }) => at))];
}

describe.each([
  ['a script tag', 'classic', 'edgewise.iife.js'],
  ['a module', 'module', 'index.js'],
] as const)('%s from another origin', (_, script, file) => {
  test.each(models.map((model): [string, TestModel] => [model.kind, model]))(
    'brings worker and wasm from there, for a model of kind %s',
    async (_, model) => {
      const { page } = await openPage(server, { library: server.otherOrigin + cdn + file, script });
      expectAnswer(model, await predictWith(page, modelUrl(model), model.inputs));
      expect(assetsFrom()).toEqual(['otherOrigin']);
    },
  );

  test('predicts on the page itself', async () => {
    const { page } = await openPage(server, { library: server.otherOrigin + cdn + file, script });
    expectAnswer(models[0]!, await predictWith(page, modelUrl(models[0]!), models[0]!.inputs, { worker: false }));
    expect(assetsFrom()).toEqual(['otherOrigin']);
  });
});

describe('where the files lie apart from the library', () => {
  const [model] = models as [TestModel];

  beforeEach(() => {
    for (const name of ['edgewise.iife.js', 'index.js'])
      server.files.set(`/alone/${name}`, server.files.get(cdn + name)!);
  });

  test.each([
    ['another origin', () => server.otherOrigin + cdn],
    ['a folder of this one, named without its slash', () => cdn.slice(0, -1)],
  ])('data-assets leads to %s', async (_, assets) => {
    const attributes = `data-assets="${assets()}"`;
    const { page } = await openPage(server, { library: '/alone/edgewise.iife.js', script: 'classic', attributes });
    expectAnswer(model, await predictWith(page, modelUrl(model), model.inputs));
  });

  test('configure({ assets }) leads there', async () => {
    const { page } = await openPage(server, { library: '/alone/index.js' });
    await page.evaluate((assets) => {
      window.edgewise.configure({ assets: new URL(assets) });
    }, server.otherOrigin + cdn);
    expectAnswer(model, await predictWith(page, modelUrl(model), model.inputs));
    expect(assetsFrom()).toEqual(['otherOrigin']);
  });

  test('configure({ assets }) goes before data-assets', async () => {
    const attributes = 'data-assets="/nowhere/"';
    const { page } = await openPage(server, { library: '/alone/edgewise.iife.js', script: 'classic', attributes });
    await page.evaluate((assets) => {
      window.edgewise.configure({ assets });
    }, cdn);
    expectAnswer(model, await predictWith(page, modelUrl(model), model.inputs));
  });

  test('what is no URL is refused at once', async () => {
    const { page } = await openPage(server, { library: '/alone/index.js' });
    const error = await page.evaluate(() => {
      try {
        window.edgewise.configure({ assets: 'http://' });
        return null;
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    });
    expect(error).toMatchObject({ code: 'input' });
    expect(error!.message).toContain('configure takes no assets');
  });
});

describe('another origin without a CORS header', () => {
  const [model] = models as [TestModel];

  test('the error names the header that the worker lacks', async () => {
    server.options = {};
    const library = `${server.otherOrigin}${cdn}edgewise.iife.js`;
    const { page } = await openPage(server, { library, script: 'classic' });
    const { error } = await predictWith(page, modelUrl(model), model.inputs);
    expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment' });
    expect(error!.message).toContain('CORS header (Access-Control-Allow-Origin)');
    expect(error!.details).toMatchObject({ url: `${server.otherOrigin}${cdn}worker.js` });
  });

  test('the error names the header that the wasm file lacks', async () => {
    server.options = {};
    const headers = { 'Access-Control-Allow-Origin': '*' };
    const body = filesIn(path.join(project.library, 'dist')).get('worker.js')!;
    server.files.set(`${cdn}worker.js`, { body, headers });
    const library = `${server.otherOrigin}${cdn}edgewise.iife.js`;
    const { page } = await openPage(server, { library, script: 'classic' });
    const { error } = await predictWith(page, modelUrl(model), model.inputs, { backend: 'wasm' });
    expect(error).toMatchObject({ code: 'environment' });
    expect(error!.message).toContain('.wasm');
    expect(error!.message).toContain('CORS header (Access-Control-Allow-Origin)');
  });

  test('a server out of reach is not said to be a fault of this page', async () => {
    const gone = await openServer();
    await gone.close();
    const { page } = await openPage(server, { library: `${cdn}index.js` });
    await page.evaluate((assets) => {
      window.edgewise.configure({ assets });
    }, gone.origin);
    const { error } = await predictWith(page, modelUrl(model), model.inputs);
    expect(error).toMatchObject({ code: 'environment' });
    expect(error!.message).toContain('out of reach');
  });
});

test('a script tag that is there twice breaks neither copy', async () => {
  const tag = `<script src="${server.otherOrigin}${cdn}edgewise.iife.js"></script>`;
  const html = `<!doctype html><title>Twice</title>${tag}<script>window.first = window.edgewise;</script>`;
  const library = `${server.otherOrigin}${cdn}edgewise.iife.js`;
  const { page, errors } = await openPage(server, { html, library, script: 'classic' });
  const answer = await page.evaluate(async (url) => {
    const { first, edgewise: second } = window as unknown as Record<'first' | 'edgewise', Window['edgewise']>;
    const loaded = await Promise.all([first.loadModel(url), second.loadModel(url)]);
    const input = new Float32Array([1, 2, 3, 4]);
    const answers = await Promise.all(loaded.map((model) => model.predict(input)));
    await loaded[0].dispose();
    answers.push(await loaded[1].predict(input));
    return {
      copies: first === second ? 1 : 2,
      answers: answers.map(({ outputs }) => Array.from(outputs['y']!.data as Float32Array)),
      stored: (await first.store.list()).length,
    };
  }, modelUrl(models[0]!));
  expect(answer).toMatchObject({ copies: 2, stored: 1 });
  const row = Array.from(models[0]!.expected['y']!.data as Float32Array).slice(0, 3);
  for (const values of answer.answers) for (const [i, value] of values.entries()) expect(value).toBeCloseTo(row[i]!, 4);
  expect(answer.answers).toHaveLength(3);
  expect(errors).toEqual([]);
});
