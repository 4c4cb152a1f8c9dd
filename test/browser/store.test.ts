import type { Page } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { linear, linearVariants } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const plain = linear();
const sizeOf = (files: Iterable<Uint8Array>) => [...files].reduce((sum, { length }) => sum + length, 0);

describe('store', () => {
  let page: Page;

  beforeEach(async () => {
    // A profile of its own for each test.
    ({ page } = await openTestPage(server));
  });

  const load = (...urls: string[]) =>
    page.evaluate(async (urls) => {
      for (const url of urls) await (await window.edgewise.loadModel(url)).dispose();
    }, urls);

  test('is empty at first, and counts what is in it', async () => {
    expect(await page.evaluate(() => window.edgewise.store.list())).toEqual([]);
    expect(await page.evaluate(() => window.edgewise.store.usage())).toMatchObject({
      kind: 'indexeddb',
      bytes: 0,
      models: 0,
      quota: expect.any(Number) as number,
      persisted: false,
    });
    const before = Date.now();
    await load(serveModel(server, plain, 'first'));
    const { entry, dates, usage } = await page.evaluate(async () => {
      const [entry] = await window.edgewise.store.list();
      const dates = [entry?.storedAt, entry?.usedAt].map((date) => date instanceof Date && date.getTime());
      return { entry, dates, usage: await window.edgewise.store.usage() };
    });
    const bytes = sizeOf(plain.files.values());
    expect(entry).toMatchObject({ name: 'first', version: null, bytes, pinned: false });
    expect(entry).toMatchObject({ url: `${server.origin}/m/first/model.json` });
    expect(entry?.digest).toMatch(/^[0-9a-f]{64}$/);
    for (const date of dates) expect(Math.abs(Number(date) - before)).toBeLessThan(10_000);
    expect(usage).toMatchObject({ kind: 'indexeddb', bytes, models: 1 });
  });

  test('keeps what two models share once, and as long as one of them is there', async () => {
    const sharded = linearVariants().find(({ name }) => name === 'linear-subfolder')!;
    // Another model.json over the same shards.
    const json = new TextDecoder().decode(sharded.files.get('model.json')).replace('2.15.0', '2.15.1');
    const sister = { ...sharded, files: new Map([...sharded.files, ['model.json', new TextEncoder().encode(json)]]) };
    const urls = [serveModel(server, sharded, 'a'), serveModel(server, sister, 'b')] as const;
    await load(...urls);
    const all = sizeOf(sharded.files.values()) + json.length;
    const usage = () => page.evaluate(() => window.edgewise.store.usage());
    expect(await usage()).toMatchObject({ models: 2, bytes: all });

    expect(await page.evaluate((url) => window.edgewise.store.delete(url), urls[0])).toBe(true);
    expect(await page.evaluate((url) => window.edgewise.store.delete(url), urls[0])).toBe(false);
    expect(await usage()).toMatchObject({ models: 1, bytes: sizeOf(sister.files.values()) });
    const report = await page.evaluate(
      async (url) => (await window.edgewise.loadModel(url, { cache: 'only-if-cached' })).loadReport,
      urls[1],
    );
    expect(report).toMatchObject({ fromCache: true, stored: true });
  });

  test('lists the last used first', async () => {
    const [a, b] = ['older', 'newer'].map((folder) => serveModel(server, plain, folder)) as [string, string];
    await load(a, b);
    const names = () => page.evaluate(async () => (await window.edgewise.store.list()).map(({ name }) => name));
    expect(await names()).toEqual(['newer', 'older']);
    await load(a);
    expect(await names()).toEqual(['older', 'newer']);
  });

  test('pins, and a new version of a pinned model stays pinned', async () => {
    const url = serveModel(server, plain, 'pinned');
    await load(url);
    const pinned = () => page.evaluate(async () => (await window.edgewise.store.list()).map((entry) => entry.pinned));
    await page.evaluate((url) => window.edgewise.store.pin(url), url);
    expect(await pinned()).toEqual([true]);
    serveModel(server, linearVariants()[0]!, 'pinned');
    await load(url);
    expect(await pinned()).toEqual([true]);
    await page.evaluate((url) => window.edgewise.store.pin(url, false), url);
    expect(await pinned()).toEqual([false]);
    const failure = await page.evaluate(() => failureOf(window.edgewise.store.pin('/no/model.json')));
    expect(failure).toMatchObject({ edgewise: true, code: 'not-cached' });
  });

  test('clears, while loaded models go on', async () => {
    const url = serveModel(server, plain, 'cleared');
    const { shape, list, usage, failure } = await page.evaluate(async (url) => {
      const { loadModel, store } = window.edgewise;
      const model = await loadModel(url);
      await store.clear();
      const { outputs } = await model.predict([1, 2, 3, 4]);
      return {
        shape: outputs['y']?.shape,
        list: await store.list(),
        usage: await store.usage(),
        failure: await failureOf(loadModel(url, { cache: 'only-if-cached' })),
      };
    }, url);
    expect(shape).toEqual([1, 3]);
    expect(list).toEqual([]);
    expect(usage).toMatchObject({ bytes: 0, models: 0 });
    expect(failure).toMatchObject({ code: 'not-cached' });
  });

  test('drops the weights of a version that was replaced', async () => {
    const url = serveModel(server, plain, 'replaced');
    await load(url);
    const next = linearVariants()[0]!;
    serveModel(server, next, 'replaced');
    await load(url);
    expect(await page.evaluate(() => window.edgewise.store.usage())).toMatchObject({
      models: 1,
      bytes: sizeOf(next.files.values()),
    });
    const keys = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('edgewise');
          opening.onerror = reject;
          opening.onsuccess = () => {
            const all = opening.result.transaction('models').objectStore('models').getAllKeys();
            all.onsuccess = () => {
              opening.result.close();
              resolve(all.result.length);
            };
          };
        }),
    );
    // The record and its two files.
    expect(keys).toBe(3);
  });

  test('refuses what is no URL, as a rejection', async () => {
    const codes = await page.evaluate(async () => {
      const { store } = window.edgewise;
      const bad = ['http://[', 'http://:99999'] as const;
      const calls = [store.delete(bad[0]), store.pin(bad[1])];
      return Promise.all(calls.map(async (call) => (await failureOf(call))?.code));
    });
    expect(codes).toEqual(['input', 'input']);
  });
});
