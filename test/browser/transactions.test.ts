import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { bigModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const before = bigModel(100_000, { shards: 4, seed: 1 });
const after = bigModel(110_000, { shards: 4, seed: 2 });

function load(page: Page, url: string, cache?: 'only-if-cached') {
  return page.evaluate(
    async ([url, cache]) => {
      const model = await window.edgewise.loadModel(url, { cache });
      const y = [...((await model.predict([1, 2, 3, 4])).outputs['y']?.data ?? [])].map(Number);
      await model.dispose();
      return { y, report: model.loadReport };
    },
    [url, cache] as const,
  );
}

const answerOf = (model: typeof before) =>
  Array.from(model.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 5) as number);

/** Fails in the nth put of a worker's life. */
const failingPut = (nth: number, failure: string) => `
  const put = IDBObjectStore.prototype.put;
  let puts = 0;
  IDBObjectStore.prototype.put = function (...values) {
    if (++puts === ${String(nth)}) ${failure};
    return put.apply(this, values);
  }`;

describe('a commit that fails in its middle changes nothing', () => {
  test.each([
    ['an exception at the third file', failingPut(3, `throw new DOMException('No.', 'DataCloneError')`)],
    ['an exception at the record', failingPut(6, `throw new DOMException('No.', 'DataCloneError')`)],
    ['the transaction aborts', failingPut(4, 'this.transaction.abort()')],
  ])('%s', async (_, patch) => {
    const url = serveModel(server, before, 'middle');
    const { page, context } = await openTestPage(server);
    await load(page, url);

    serveModel(server, after, 'middle');
    const faulty = await openTestPage(server, { context, library: serveAltered(server, patch) });
    const { report, y } = await load(faulty.page, url);
    // The new version runs, from memory.
    expect(y).toEqual(answerOf(after));
    expect(report).toMatchObject({ fromCache: false, stored: false });
    expect(report.reason).toMatch(/^The browser's storage refused the model/);

    expect((await load(page, url, 'only-if-cached')).y).toEqual(answerOf(before));
    const bytes = [...before.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(await page.evaluate(() => window.edgewise.store.usage())).toMatchObject({ models: 1, bytes });
  });
});

test('a connection that the browser closed is opened again', async () => {
  const library = serveAltered(
    server,
    `const begin = IDBDatabase.prototype.transaction;
     let calls = 0;
     IDBDatabase.prototype.transaction = function (...values) {
       if (++calls % 2 === 0) this.close(); // the next call throws InvalidStateError
       return begin.apply(this, values);
     }`,
  );
  const { page } = await openTestPage(server, { library });
  const url = serveModel(server, before, 'closing');
  expect((await load(page, url)).report).toMatchObject({ fromCache: false, stored: true });
  expect((await load(page, url)).report).toMatchObject({ fromCache: true, stored: true });
  expect(await page.evaluate(async () => (await window.edgewise.store.list()).length)).toBe(1);
});

test('storage that fails is said to fail', async () => {
  const patch = `IDBDatabase.prototype.transaction = () => { throw new DOMException('Disk on fire.', 'UnknownError'); }`;
  const { page } = await openTestPage(server, { library: serveAltered(server, patch) });
  const url = serveModel(server, before, 'failing');
  const failures = await page.evaluate(async () => {
    const { store } = window.edgewise;
    const calls = [store.list(), store.usage(), store.delete('x'), store.pin('x'), store.clear()];
    return Promise.all(calls.map((call) => failureOf(call)));
  });
  for (const failure of failures) {
    expect(failure).toMatchObject({ edgewise: true, code: 'storage' });
    expect(failure?.message).toContain('Disk on fire.');
  }
  const { report, y } = await load(page, url);
  expect(report).toMatchObject({ stored: false });
  expect(report.reason).toContain('Disk on fire.');
  expect(y).toEqual(answerOf(before));
});

describe('other tabs', () => {
  test('one that deletes the database is not held up', async () => {
    const { page, context } = await openTestPage(server);
    const other = await openTestPage(server, { context });
    const url = serveModel(server, before, 'deleted');
    await load(page, url);
    const outcome = await other.page.evaluate(
      () =>
        new Promise((resolve) => {
          const deleting = indexedDB.deleteDatabase('edgewise');
          deleting.onblocked = () => {
            resolve('blocked');
          };
          deleting.onsuccess = () => {
            resolve('deleted');
          };
        }),
    );
    expect(outcome).toBe('deleted');
    expect((await load(page, url)).report).toMatchObject({ fromCache: false, stored: true });
  });

  test('an upgrade that an old tab blocks leaves memory within seconds', async () => {
    const { page, context } = await openTestPage(server, { library: false });
    // A tab with a newer version open, which it does not give up while ours is being opened.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('edgewise', 1);
          opening.onupgradeneeded = () => opening.result.createObjectStore('models');
          opening.onsuccess = () => {
            // Waits for this very connection to close, and everyone who comes later waits behind it.
            indexedDB.deleteDatabase('edgewise').onblocked = resolve;
          };
        }),
    );
    const other = await openTestPage(server, { context });
    const url = serveModel(server, before, 'blocked');
    const { report, y } = await load(other.page, url);
    expect(y).toEqual(answerOf(before));
    expect(report).toMatchObject({ stored: false });
    expect(report.milliseconds).toBeLessThan(8000);
  });

  test('that load the same model at once all get it, and it is stored once', async () => {
    const { page, context } = await openTestPage(server);
    const pages = [
      page,
      ...(await Promise.all([1, 2].map(async () => (await openTestPage(server, { context })).page))),
    ];
    const url = serveModel(server, before, 'tabs');
    const answers = await Promise.all(pages.map((tab) => load(tab, url)));
    for (const { y, report } of answers) {
      expect(y).toEqual(answerOf(before));
      expect(report.stored).toBe(true);
    }
    const bytes = [...before.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(await page.evaluate(() => window.edgewise.store.usage())).toMatchObject({ models: 1, bytes });
  });
});
