import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as faults from '../support/faults.js';
import { bigModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { damage, sha256 } from '../support/stored-files.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const model = bigModel(200_000, { shards: 4 });
const [, , [path, bytes]] = [...model.files] as [unknown, unknown, [string, Uint8Array]];
const right = Array.from(model.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 5) as number);
let page: Page;
let folder = '';
let url = '';
let folders = 0;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(async () => {
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `damage-${String(++folders)}`;
  url = serveModel(server, model, folder);
  await load();
  server.clearLog();
});

function load(cache?: 'only-if-cached' | 'reload') {
  return page.evaluate(
    async ([url, cache]) => {
      const loading = window.edgewise.loadModel(url, { cache });
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      const y = [...((await model?.predict([1, 2, 3, 4]))?.outputs['y']?.data ?? [])];
      await model?.dispose();
      return { failure, report: model?.loadReport, y };
    },
    [url, cache] as const,
  );
}

const requests = () => server.log(/^\/m\//).map(({ path }) => path.replace(`/m/${folder}/`, ''));

describe('a stored file that is damaged', () => {
  test.each(['flip', 'cut', 'remove'] as const)('%s: is fetched again alone, and mended', async (how) => {
    await damage(page, bytes, how);
    const mended = await load();
    expect(mended.report).toMatchObject({ fromCache: false, stored: true, downloadedBytes: bytes.length });
    expect(mended.y).toEqual(right);
    expect(requests()).toEqual(['model.json', path]);
    server.clearLog();
    expect(await load('only-if-cached')).toMatchObject({ report: { fromCache: true, downloadedBytes: 0 } });
    expect(requests()).toEqual([]);
  });

  test('model.json itself', async () => {
    await damage(page, model.files.get('model.json')!, 'flip');
    const mended = await load();
    expect(mended.y).toEqual(right);
    expect(requests()).toEqual(['model.json', 'model.json']);
    expect(await load('only-if-cached')).toMatchObject({ report: { fromCache: true } });
  });

  test('only-if-cached makes no request and says what is damaged', async () => {
    await damage(page, bytes, 'flip');
    const { failure } = await load('only-if-cached');
    expect(failure).toMatchObject({ edgewise: true, code: 'integrity', details: { file: path } });
    expect(failure?.details['expected']).toBe(sha256(bytes));
    expect(requests()).toEqual([]);
  });

  test('other bytes from the server are refused, and reload heals', async () => {
    const other = Uint8Array.from(bytes, (byte) => byte ^ 0x11);
    server.files.set(`/m/${folder}/${path}`, faults.well(other));
    await damage(page, bytes, 'remove');
    const { failure } = await load();
    expect(failure).toMatchObject({
      edgewise: true,
      code: 'integrity',
      details: { file: path, expected: sha256(bytes), actual: sha256(other) },
    });
    expect(failure?.message).toMatch(/reload/);
    server.clearLog();
    expect(await load('reload')).toMatchObject({ failure: null, report: { fromCache: false, stored: true } });
    expect(requests()).toHaveLength(5);
    expect(await load('only-if-cached')).toMatchObject({ failure: null, report: { fromCache: true } });
  });

  test('a flip on the wire is not seen where nothing is known yet, but is while mending', async () => {
    await damage(page, bytes, 'flip');
    server.files.set(`/m/${folder}/${path}`, faults.flipped(bytes, 7));
    expect(await load()).toMatchObject({ failure: { code: 'integrity' } });
    server.files.set(`/m/${folder}/${path}`, faults.well(bytes));
    expect((await load()).y).toEqual(right);
  });
});
