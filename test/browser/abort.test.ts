import type { Page } from 'playwright';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import * as faults from '../support/faults.js';
import { linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const model = linear();
const shard = 'group1-shard1of1.bin';
let page: Page;

declare global {
  /** Loads that a test began on the page and goes on with. */
  var loads: { controller: AbortController; outcome: Promise<string> }[];
}

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(() => {
  server.clearLog();
});

/** Begins loads that can be aborted, and waits until the server has been asked for the shard. */
async function beginLoads(folder: string, count: number): Promise<{ url: string; held: faults.Held }> {
  const url = serveModel(server, model, folder);
  const held = new faults.Held(model.files.get(shard)!, 8);
  server.files.set(`/m/${folder}/${shard}`, held.handler);
  await page.evaluate(
    ([url, count]) => {
      globalThis.loads = Array.from({ length: count }, () => {
        const controller = new AbortController();
        const loading = window.edgewise.loadModel(url, { signal: controller.signal });
        const outcome = loading.then(
          async (model) => {
            const { outputs } = await model.predict([0, 0, 0, 0]);
            await model.dispose();
            return `answered [${String(outputs['y']?.shape)}]`;
          },
          (error: unknown) => (error === controller.signal.reason ? 'rejected with the reason' : String(error)),
        );
        return { controller, outcome };
      });
    },
    [url, count] as const,
  );
  await held.requested;
  return { url, held };
}

/** Aborts a load and answers its outcome. */
function abort(index: number): Promise<string | undefined> {
  return page.evaluate((index) => {
    loads[index]?.controller.abort(new Error('changed my mind'));
    return loads[index]?.outcome;
  }, index);
}

test('an aborted load rejects with the reason and ends its download', async () => {
  const { url, held } = await beginLoads('alone', 1);
  expect(await abort(0)).toBe('rejected with the reason');
  await held.aborted;
  expect(await page.evaluate(() => window.edgewise.store.list())).toEqual([]);
  server.files.set(`/m/alone/${shard}`, { body: model.files.get(shard)! });
  // Afterwards it loads as if nothing had been.
  expect(await page.evaluate(async (url) => (await window.edgewise.loadModel(url)).name, url)).toBe('alone');
});

test('of two loads of one URL, one aborted does not end the other', async () => {
  const { held } = await beginLoads('one-of-two', 2);
  expect(await abort(0)).toBe('rejected with the reason');
  held.release();
  expect(await page.evaluate(() => loads[1]?.outcome)).toBe('answered [1,3]');
  expect(server.log(/shard/)).toHaveLength(1);
});

test('both aborted end the download', async () => {
  const { held } = await beginLoads('both', 2);
  expect(await abort(1)).toBe('rejected with the reason');
  expect(await abort(0)).toBe('rejected with the reason');
  await held.aborted;
});

test('a signal aborted beforehand makes no request', async () => {
  const url = serveModel(server, model, 'before');
  const same = await page.evaluate(async (url) => {
    const signal = AbortSignal.abort('no reason');
    return window.edgewise.loadModel(url, { signal }).then(
      () => 'loaded',
      (error: unknown) => error,
    );
  }, url);
  expect(same).toBe('no reason');
  expect(server.log(/^\/m\//)).toEqual([]);
});

test('an aborted load on the page itself ends its download too', async () => {
  const url = serveModel(server, model, 'on-page');
  const held = new faults.Held(model.files.get(shard)!, 8);
  server.files.set(`/m/on-page/${shard}`, held.handler);
  const { page } = await openTestPage(server);
  const outcome = await page.evaluateHandle((url) => {
    const controller = new AbortController();
    const failure = failureOf(window.edgewise.loadModel(url, { signal: controller.signal, worker: false }));
    return { controller, failure };
  }, url);
  await held.requested;
  const failure = await outcome.evaluate(({ controller, failure }) => {
    controller.abort();
    return failure;
  });
  expect(failure).toMatchObject({ edgewise: false, name: 'AbortError' });
  await held.aborted;
});

test('a load that stalls for longer than its timeout ends', async () => {
  const url = serveModel(server, model, 'stalls');
  const held = new faults.Held(model.files.get(shard)!, 8);
  server.files.set(`/m/stalls/${shard}`, held.handler);
  const failure = await page.evaluate(async (url) => failureOf(window.edgewise.loadModel(url, { timeout: 700 })), url);
  expect(failure).toMatchObject({ edgewise: true, code: 'timeout', details: { milliseconds: 700 } });
  await held.aborted;
});

test('no timeout is a timeout', async () => {
  const url = serveModel(server, model, 'patient');
  const name = await page.evaluate(
    async (url) => (await window.edgewise.loadModel(url, { timeout: Infinity })).name,
    url,
  );
  expect(name).toBe('patient');
});
