import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadOptions, LoadReport } from '../../src/index.js';
import * as faults from '../support/faults.js';
import { linear, linearVariants } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage, type Failure } from '../support/test-page.js';

const server = await openServer();
const model = linear();
/** The same graph with other weights under the same names. */
const changed = linearVariants().find(({ name }) => name === 'linear-uint8')!;
let page: Page;
let folders = 0;
let folder = '';
let url = '';

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(() => {
  folder = `cache-${String(++folders)}`;
  url = serveModel(server, model, folder);
});

interface Outcome {
  report?: LoadReport;
  digest?: string;
  failure: Failure | null;
  /** Paths below the model's folder that were asked for. */
  requests: string[];
}

async function load(cache?: LoadOptions['cache'], onPage = page): Promise<Outcome> {
  server.clearLog();
  const answer = await onPage.evaluate(
    async ([url, cache]) => {
      const loading = window.edgewise.loadModel(url, { cache });
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      if (!model) return { failure };
      await model.predict([1, 2, 3, 4]);
      await model.dispose();
      return { failure, report: model.loadReport, digest: model.digest };
    },
    [url, cache] as const,
  );
  const prefix = `/m/${folder}/`;
  const requests = server.log(/^\/m\//).map(({ path }) => path.replace(prefix, ''));
  return { ...answer, requests };
}

const shard = 'group1-shard1of1.bin';
const both = ['model.json', shard];
const fromNetwork = { fromCache: false, stored: true };
const fromStore = { fromCache: true, stored: true, downloadedBytes: 0 };

describe('cache', () => {
  test('default: the second visit asks for model.json alone', async () => {
    expect(await load()).toMatchObject({ report: fromNetwork, requests: both });
    const second = await load();
    expect(second).toMatchObject({ report: { ...fromStore, warnings: [] }, requests: ['model.json'] });
    // Another page of the same browser shares the store.
    const { page: other } = await openTestPage(server, { context: page.context() });
    expect(await load('default', other)).toMatchObject({ report: fromStore, requests: ['model.json'] });
  });

  test('only-if-cached: no request, and not-cached where there is nothing', async () => {
    const before = await load('only-if-cached');
    expect(before).toMatchObject({ failure: { edgewise: true, code: 'not-cached' }, requests: [] });
    expect(before.failure?.details['url']).toBe(server.origin + url);
    await load();
    expect(await load('only-if-cached')).toMatchObject({ report: fromStore, requests: [] });
  });

  test('no-store: neither reads nor writes', async () => {
    expect(await load('no-store')).toMatchObject({ report: { fromCache: false, stored: false }, requests: both });
    expect(await load('only-if-cached')).toMatchObject({ failure: { code: 'not-cached' } });
    await load();
    const again = await load('no-store');
    expect(again).toMatchObject({ report: { fromCache: false, stored: false }, requests: both });
    expect(again.report?.reason).toContain('no-store');
  });

  test('reload: fetches all, past the HTTP cache', async () => {
    for (const [path, body] of model.files) {
      server.files.set(`/m/${folder}/${path}`, { body, headers: { 'Cache-Control': 'max-age=3600', ETag: '"1"' } });
    }
    await load();
    expect(await load('reload')).toMatchObject({ report: fromNetwork, requests: both });
    expect(server.log(/^\/m\//).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('a new model.json brings new weights, though the HTTP cache holds the old', async () => {
    for (const [path, body] of model.files) {
      server.files.set(`/m/${folder}/${path}`, { body, headers: { 'Cache-Control': 'max-age=3600' } });
    }
    const first = await load();
    serveModel(server, changed, folder);
    const second = await load();
    expect(second).toMatchObject({ report: { ...fromNetwork, warnings: [] }, requests: both });
    expect(second.digest).not.toBe(first.digest);
    expect(await load('only-if-cached')).toMatchObject({ report: fromStore, digest: second.digest });
  });
});

describe('a stored copy is used with a warning where the network', () => {
  const json = model.files.get('model.json')!;

  test('is offline', async () => {
    await load();
    // Stays loaded: offline, the library's own files come from a service worker or not at all.
    await page.evaluate((url) => window.edgewise.loadModel(url), url);
    await page.context().setOffline(true);
    const offline = await load();
    await page.context().setOffline(false);
    expect(offline).toMatchObject({ report: fromStore, requests: [] });
    expect(offline.report?.warnings).toEqual([expect.stringMatching(/^The stored copy is used/)]);
  });

  test.each([
    ['answers 500', faults.status(500)],
    ['answers 429', faults.status(429)],
    ['answers with a log-in page', faults.html('<html>Welcome to our wireless network</html>')],
    ['answers with words', faults.well('Please sign in.')],
    ['cuts model.json short', faults.cutOff(json, 100)],
    ['cuts model.json short without a trace', faults.truncated(json, 100)],
    ['resets the connection', faults.resetFirst(9, json)],
  ])('%s', async (_, fault) => {
    await load();
    server.files.set(`/m/${folder}/model.json`, fault);
    const { report, requests } = await load();
    expect(report).toMatchObject(fromStore);
    expect(report?.warnings).toEqual([expect.stringMatching(/^The stored copy is used/)]);
    expect(requests).toEqual(['model.json']);
  });

  test.each([
    ['says that it is gone', faults.status(404), { code: 'network', details: { status: 404 } }],
    ['says that it is forbidden', faults.status(403), { code: 'network', details: { status: 403 } }],
    ['has something else there', faults.well('{"name": "left-pad"}'), { code: 'invalid-model' }],
  ])('but not where it %s; that copy stays for only-if-cached', async (_, fault, failure) => {
    await load();
    server.files.set(`/m/${folder}/model.json`, fault);
    expect(await load()).toMatchObject({ failure: { edgewise: true, ...failure } });
    expect(await load('only-if-cached')).toMatchObject({ report: fromStore });
  });

  test('fails in the middle of a new version: the old one stays whole', async () => {
    const { digest } = await load();
    serveModel(server, changed, folder);
    server.files.set(`/m/${folder}/${shard}`, faults.status(404));
    expect(await load()).toMatchObject({ failure: { code: 'network', details: { status: 404 } } });
    expect(await load('only-if-cached')).toMatchObject({ report: fromStore, digest });
  });
});
