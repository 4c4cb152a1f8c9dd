import { shortWaits } from '../support/wasm-files.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { openPage } from '../support/browser.js';
import { html, status, truncated, type Handler } from '../support/faults.js';
import { layersModels, linear } from '../support/models/index.js';
import { predictWith, serveModel, type PlainLoadOptions } from '../support/predict.js';
import { wrongs } from '../support/right.js';
import { openServer } from '../support/server.js';

const graph = linear();
const layers = (await layersModels())[0]!;
const plainWasm = 'tfjs-backend-wasm-simd.wasm';
const built = (file: string) => readFileSync(fileURLToPath(new URL(`../../dist/${file}`, import.meta.url)));

test('a page without workers is told to run on itself, and can', async () => {
  await using server = await openServer();
  const { page } = await openPage(server, { init: 'delete window.Worker;' });
  const url = serveModel(server, graph);
  const { error } = await predictWith(page, url, graph.inputs);
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment', details: { missing: 'Worker' } });
  expect(error?.message).toContain('{ worker: false }');

  expect(await wrongs(page, url, graph, { worker: false })).toEqual([]);
  expect(await page.evaluate(async () => (await window.edgewise.store.list()).map(({ name }) => name))).toEqual([
    graph.name,
  ]);
});

test('without workers, the store is there before any model', async () => {
  await using server = await openServer();
  const { page } = await openPage(server, { init: 'delete window.Worker;' });
  const answer = await page.evaluate(async () => {
    const { store } = window.edgewise;
    return [await store.list(), (await store.usage()).kind];
  });
  expect(answer).toEqual([[], 'indexeddb']);
});

interface Missing {
  file: string;
  handler: Handler;
  says: string[];
  options?: PlainLoadOptions;
}

const worker = 'worker.js';
const wasm = `wasm/${plainWasm}`;
/** By itself, another backend would answer. */
const onWasm: PlainLoadOptions = { backend: 'wasm' };
const missing: [string, Missing][] = [
  [
    'a worker that is not there',
    { file: worker, handler: status(404), says: ['404', 'configure({ assets })', '/wasm'] },
  ],
  ['an HTML page for a worker', { file: worker, handler: html(), says: ['configure({ assets })'] }],
  ['half a worker', { file: worker, handler: truncatedScript(), says: ['did not start'] }],
  [
    'a worker for LayersModels that is not there',
    { file: 'worker-layers.js', handler: status(404), says: ['404', 'configure({ assets })'] },
  ],
  [
    'a file for the page that is not there',
    { file: 'worker-layers.js', handler: status(404), says: ['configure'], options: { worker: false } },
  ],
  [
    'a wasm file that is not there',
    { file: wasm, handler: status(404), says: ['404', 'configure({ assets })'], options: onWasm },
  ],
  [
    'an HTML page for a wasm file',
    { file: wasm, handler: html(), says: ['HTML', 'configure({ assets })'], options: onWasm },
  ],
  [
    'half a wasm file',
    {
      file: wasm,
      handler: truncated(built(wasm), 100_000),
      says: ['no valid WebAssembly', 'Deploy it again'],
      options: onWasm,
    },
  ],
  [
    'a server that is gone when the wasm file is asked for',
    { file: wasm, handler: (_, response) => void response.destroy(), says: ['could not be loaded'], options: onWasm },
  ],
];

/** As a script, since only such a file starts at all. */
function truncatedScript(): Handler {
  return (_, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-store' })
      .end(built(worker).subarray(0, 200_000));
  };
}

describe('a missing file is named, and once it is there all is well', () => {
  test.each(missing)('%s', async (_, { file, handler, says, options = {} }) => {
    await using server = await openServer();
    const path = `/dist/${file}`;
    server.files.set(path, handler);
    const { page } = await openPage(server);
    const model = file === 'worker-layers.js' ? layers : graph;
    const url = serveModel(server, model);
    const { error } = await predictWith(page, url, model.inputs, options);
    expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment', details: { url: server.origin + path } });
    for (const words of [server.origin + path, ...says]) expect(error?.message).toContain(words);

    server.files.delete(path);
    // Another page: one imports a file once, whether it came or not, and may still be looking for its workers.
    const { page: next } = await openPage(server);
    expect(await wrongs(next, url, model, options)).toEqual([]);
  });

  test('a wasm file that never comes', async () => {
    await using server = await openServer();
    const library = serveAltered(server, shortWaits); // its limit is long, for slow networks
    server.files.set(library.replace('index.js', wasm), () => undefined);
    const { page } = await openPage(server, { library });
    const { error } = await predictWith(page, serveModel(server, graph), graph.inputs, onWasm);
    expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment' });
    expect(error?.message).toContain(plainWasm);
  });
});

interface Ending {
  errors: { name: string; code: string }[];
  later: number;
}

test('an input that ends every worker is given up, and others are answered', async () => {
  await using server = await openServer();
  // It answers no more and throws, once a prediction's input is large.
  const library = serveAltered(
    server,
    `addEventListener('message', ({ data }) => {
       if (data.call !== 'predict' || !(data.request.inputs[0].length >= 12)) return;
       globalThis.postMessage = () => {};
       throw new Error('out of order');
     });`,
  );
  const { page } = await openPage(server, { library });
  const url = serveModel(server, graph);
  const ending = await page.evaluate(async (url): Promise<Ending> => {
    const model = await window.edgewise.loadModel(url);
    await model.predict(new Float32Array(8));
    const under = Array.from({ length: 12 }, () => model.predict(new Float32Array(12)));
    const outcomes = await Promise.allSettled(under);
    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : {}));
    const { outputs } = await model.predict(new Float32Array(4));
    await model.dispose();
    const facts = ({ name, code, message }: any) => ({ name, code, message });
    return { errors: errors.map(facts), later: outputs['y']!.data.length };
  }, url);
  const expected = {
    name: 'EdgewiseError',
    code: 'worker',
    message: expect.stringContaining('out of order') as string,
  };
  expect(ending.errors).toEqual(Array.from({ length: 12 }, () => expected));
  expect(ending.later).toBe(3);
  expect(await wrongs(page, url, graph)).toEqual([]);
});

test('a worker that falls silent lets a prediction go in time', async () => {
  await using server = await openServer();
  const library = serveAltered(
    server,
    `addEventListener('message', ({ data }) => { if (data.call === 'predict') close(); });`,
  );
  const { page } = await openPage(server, { library });
  const error = await page.evaluate(
    async (url) => {
      const model = await window.edgewise.loadModel(url);
      const answer = await model.predict(new Float32Array(4), { timeout: 300 }).catch((error: unknown) => error);
      await model.dispose();
      const { name, code } = answer as { name: string; code: string };
      return { name, code };
    },
    serveModel(server, graph),
  );
  expect(error).toEqual({ name: 'EdgewiseError', code: 'timeout' });
});
