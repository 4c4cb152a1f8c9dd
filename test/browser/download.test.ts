import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Page } from 'playwright';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import * as faults from '../support/faults.js';
import { bigModel, linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer({ cors: '*' });
const big = bigModel(600_000, { shards: 12 });
const shards = [...big.files].filter(([path]) => path !== 'model.json');
let page: Page;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(() => {
  server.clearLog();
});

const requests = () => server.log(/^\/m\//);

test('shards come in parallel, six at a time', async () => {
  const url = serveModel(server, big, 'parallel');
  let open = 0;
  let most = 0;
  const arrived: (() => void)[] = [];
  for (const [path, body] of shards) {
    server.files.set(`/m/parallel/${path}`, async (request, response, log) => {
      most = Math.max(most, ++open);
      // Six are let go when all six are here: fewer at once would wait for ever.
      await new Promise<void>((resolve) => {
        arrived.push(resolve);
        if (arrived.length === 6) for (const go of arrived.splice(0)) go();
      });
      await setImmediate();
      open--;
      await faults.well(body)(request, response, log);
    });
  }
  await page.evaluate(async (url) => (await window.edgewise.loadModel(url)).dispose(), url);
  expect(most).toBe(6);
  expect(server.log(/\.bin$/)).toHaveLength(12);
});

test('one digest names all bytes, as sha256sum computes it', async () => {
  const url = serveModel(server, big, 'digest');
  const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
  const lines = [...big.files].map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`);
  const answer = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    await model.dispose();
    return { digest: model.digest, report: model.loadReport, name: model.name, version: model.version, url: model.url };
  }, url);
  const bytes = [...big.files.values()].reduce((sum, { length }) => sum + length, 0);
  expect(answer).toMatchObject({ digest: sha256(lines.join('')), name: 'digest', version: null });
  expect(answer.url).toBe(server.origin + url);
  expect(answer.report).toMatchObject({ fromCache: false, stored: true, bytes, downloadedBytes: bytes, warnings: [] });
});

test('the query of the URL goes to every shard, and the fragment to none', async () => {
  const url = `${serveModel(server, big, 'query')}?v=1&token=a%20b#part`;
  await page.evaluate(async (url) => (await window.edgewise.loadModel(url)).dispose(), url);
  expect(requests()).toHaveLength(13);
  for (const { query } of requests()) expect(query).toBe('?v=1&token=a%20b');
});

test('headers and credentials of requestInit go with every request', async () => {
  const url = serveModel(server, big, 'headers');
  await page.context().addCookies([{ name: 'who', value: 'me', url: server.origin }]);
  const load = (requestInit?: Pick<RequestInit, 'credentials'> & { headers: [string, string][] }) =>
    page.evaluate(
      async ([url, requestInit]) => {
        const options = { cache: 'no-store', requestInit: requestInit as RequestInit } as const;
        await (await window.edgewise.loadModel(url, options)).dispose();
      },
      [url, requestInit] as const,
    );
  const sent = () => requests().map(({ headers }) => `${String(headers['x-key'])} ${String(headers.cookie)}`);

  await load({ headers: [['X-Key', 'open sesame']] });
  expect(sent()).toEqual(Array(13).fill('open sesame who=me'));
  server.clearLog();
  await load({ headers: [['x-key', '2']], credentials: 'omit' });
  expect(sent()).toEqual(Array(13).fill('2 undefined'));
  server.clearLog();
  await load();
  expect(sent()).toEqual(Array(13).fill('undefined who=me'));
});

test('a model may lie on another origin', async () => {
  const url = server.otherOrigin + serveModel(server, big, 'elsewhere');
  await page.evaluate(async (url) => (await window.edgewise.loadModel(url)).dispose(), url);
  expect(requests().map(({ at }) => at)).toEqual(Array(13).fill('otherOrigin'));
});

test('a URL object and a path relative to the page are the same model', async () => {
  serveModel(server, linear(), 'relative');
  const urls = await page.evaluate(async () => {
    const models = await Promise.all([
      window.edgewise.loadModel('m/relative/model.json'),
      window.edgewise.loadModel(new URL('/m/relative/model.json', location.href)),
    ]);
    return models.map(({ url }) => url);
  });
  expect(new Set(urls)).toEqual(new Set([`${server.origin}/m/relative/model.json`]));
});

test('concurrent loads of one URL are one download, and each has a model of its own', async () => {
  const url = serveModel(server, big, 'once');
  const held = new faults.Held(shards[0]![1]);
  server.files.set(`/m/once/${shards[0]![0]}`, held.handler);
  const answers = page.evaluate(async (url) => {
    const models = await Promise.all([0, 1, 2].map(() => window.edgewise.loadModel(url)));
    const outputs = await Promise.all(models.map((model) => model.predict([1, 2, 3, 4])));
    await models[0]?.dispose();
    const after = await models[1]?.predict([1, 2, 3, 4]);
    return [...outputs, after].map((prediction) => [...(prediction?.outputs['y']?.data ?? [])]);
  }, url);
  await held.requested;
  held.release();
  const right = Array.from(big.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 5));
  expect(await answers).toEqual([right, right, right, right]);
  expect(requests()).toHaveLength(13);
});
