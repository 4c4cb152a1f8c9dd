import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { bigModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const MB = 1_000_000;

/** A page whose origin may keep so many bytes; said before its first use of IndexedDB. */
async function openWithQuota(quotaSize: number): Promise<Page> {
  const { page, context } = await openTestPage(server);
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize });
  return page;
}

function load(page: Page, name: string, bytes: number, seed: number) {
  const url = serveModel(server, bigModel(bytes, { seed }), name);
  return page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    await model.predict([1, 2, 3, 4]);
    await model.dispose();
    return model.loadReport;
  }, url);
}

const names = (page: Page) =>
  page.evaluate(async () => (await window.edgewise.store.list()).map(({ name }) => name).sort());

test('a full store gives up the least recently used models that nobody pinned', async () => {
  const page = await openWithQuota(10 * MB);
  for (const [i, name] of ['first', 'second', 'third'].entries()) {
    expect(await load(page, name, 2.5 * MB, i)).toMatchObject({ stored: true });
  }
  await page.evaluate(() => window.edgewise.store.pin('/m/first/model.json'));
  expect(await load(page, 'fourth', 2.5 * MB, 4)).toMatchObject({ stored: true });
  expect(await names(page)).toEqual(['first', 'fourth', 'third']);
  // The third is used: the fourth is now the oldest that may go.
  await load(page, 'third', 2.5 * MB, 2);
  expect(await load(page, 'fifth', 2.5 * MB, 5)).toMatchObject({ stored: true });
  expect(await names(page)).toEqual(['fifth', 'first', 'third']);
});

test('a model for which there is no room runs from memory', async () => {
  const page = await openWithQuota(4 * MB);
  expect(await load(page, 'kept', 1.5 * MB, 1)).toMatchObject({ stored: true });
  await page.evaluate(() => window.edgewise.store.pin('/m/kept/model.json'));
  const report = await load(page, 'large', 6 * MB, 2);
  expect(report).toMatchObject({ stored: false, fromCache: false });
  expect(report.reason).toMatch(/storage is full/);
  expect(await names(page)).toEqual(['kept']);
  const kept = await page.evaluate(
    async () =>
      (await window.edgewise.loadModel('/m/kept/model.json', { cache: 'only-if-cached' })).loadReport.fromCache,
  );
  expect(kept).toBe(true);
});
