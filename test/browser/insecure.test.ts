import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { openBrowser, openPage } from '../support/browser.js';
import { flipped, well } from '../support/faults.js';
import { layersModels, linear, linearVariants, type TestModel } from '../support/models/index.js';
import { predictWith, serveModel } from '../support/predict.js';
import { wrongs } from '../support/right.js';
import { openServer } from '../support/server.js';
import { damage } from '../support/stored-files.js';

// A phone that opens a page from the computer beside it: http, and not localhost.
const host = 'phone.lan';
const browser = await openBrowser({ hosts: [host] });
const server = await openServer();
const models = [linear(), linearVariants().find(({ name }) => name === 'linear-sharded')!, (await layersModels())[0]!];

const digestOf = (page: Page, url: string): Promise<string> =>
  page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    await model.dispose();
    return model.digest;
  }, url);

test('a page that is not secure predicts, keeps models, and gives them the same digests as a secure one', async () => {
  const { page } = await openPage(server, { browser, host });
  const lacks = await page.evaluate(() => [
    isSecureContext,
    typeof crypto.subtle,
    'locks' in navigator,
    'serviceWorker' in navigator,
  ]);
  expect(lacks).toEqual([false, 'undefined', false, false]);
  const secure = await openPage(server, { browser });
  expect(await secure.page.evaluate(() => typeof crypto.subtle)).toBe('object');

  for (const model of models) {
    const url = serveModel(server, model);
    expect(await wrongs(page, url, model)).toEqual([]);
    expect(await wrongs(page, url, model, { cache: 'only-if-cached' })).toEqual([]);
    expect(await wrongs(page, url, model, { worker: false, cache: 'only-if-cached' })).toEqual([]);
    expect(await digestOf(page, url)).toBe(await digestOf(secure.page, url));
  }
  const kept = await page.evaluate(async () => {
    const { store } = window.edgewise;
    const { kind, models } = await store.usage();
    await store.pin((await store.list())[0]!.url);
    return [kind, models, (await store.list())[0]!.pinned];
  });
  expect(kept).toEqual(['indexeddb', models.length, true]);
});

test('what its store holds is verified, and so is what comes instead', async () => {
  const { page } = await openPage(server, { browser, host });
  const model: TestModel = models[0]!;
  const url = serveModel(server, model, 'damaged');
  const file = '/m/damaged/group1-shard1of1.bin';
  const bytes = model.files.get('group1-shard1of1.bin')!;
  const load = (options = {}) => predictWith(page, url, model.inputs, options);
  expect(await wrongs(page, url, model)).toEqual([]);
  await damage(page, bytes, 'flip');

  // Nothing to mend it with.
  expect((await load({ cache: 'only-if-cached' })).error).toMatchObject({ code: 'integrity' });
  // Another file of the same length.
  server.files.set(file, flipped(bytes, 9));
  const { error } = await load();
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'integrity' });
  expect(error?.message).toContain('SHA-256');
  // The file itself.
  server.files.set(file, well(bytes));
  expect(await wrongs(page, url, model)).toEqual([]);
  expect(await wrongs(page, url, model, { cache: 'only-if-cached' })).toEqual([]);
});
