import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../src/index.js';
import { openBrowser } from '../support/browser.js';
import { linear, whileLoop } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const isolated = await openServer({ isolated: true });
const url = serveModel(server, linear());
const slowUrl = serveModel(server, whileLoop());
const disposed = { edgewise: true, code: 'disposed' };

/** The store's worker and the engines'. */
const workers = (page: Page) => page.workers().length;

test('every call under way and waiting rejects with disposed, and so does every later one', async () => {
  const { page } = await openTestPage(server);
  const failures = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    const stuck = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const take = async (source: Iterable<number[]> | AsyncIterable<number[]>) => {
      for await (const _ of model.predictAll(source));
    };
    const calls = [
      model.predict([1_000_000]),
      model.predict([10]),
      take([[1_000_000]]),
      take(stuck),
      take(new ReadableStream<number[]>()),
    ].map((call) => failureOf(call));
    const disposal = Promise.all([model.dispose(), model.dispose(), model[Symbol.asyncDispose]()]);
    const later = [model.predict([10]), take([[10]])].map((call) => failureOf(call));
    const failures = await Promise.all([...calls, ...later]);
    await disposal;
    await model.dispose();
    return [...failures, await failureOf(model.predict([10]))];
  }, slowUrl);
  expect(failures).toHaveLength(8);
  for (const failure of failures) expect(failure).toMatchObject(disposed);
});

test('a loop that disposes of its model ends with disposed', async () => {
  const { page } = await openTestPage(server);
  const { failure, taken } = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    let taken = 0;
    const all = async () => {
      for await (const _ of model.predictAll(Array(5).fill([1, 2, 3, 4]))) if (++taken === 2) await model.dispose();
    };
    return { failure: await failureOf(all()), taken };
  }, url);
  expect(failure).toMatchObject(disposed);
  expect(taken).toBe(2);
});

test('the engine ends with its last model, though a run is under way', async () => {
  const { page } = await openTestPage(server);
  await page.evaluate(
    async ([a, b]) => {
      Object.assign(globalThis, { a: await window.edgewise.loadModel(a), b: await window.edgewise.loadModel(b) });
    },
    [url, slowUrl] as const,
  );
  expect(workers(page)).toBe(2);
  const sum = await page.evaluate(async () => {
    const { a, b } = globalThis as unknown as Record<string, Model>;
    // The other model's run goes on, and so do its later ones.
    const run = b!.predict([2000]);
    await a!.dispose();
    await run;
    return [...((await b!.predict([10])).outputs['sum']?.data ?? [])];
  });
  expect(sum).toEqual([55]);
  expect(workers(page)).toBe(2);
  await page.evaluate(() => {
    const { b } = globalThis as unknown as Record<string, Model>;
    void failureOf(b!.predict([1_000_000]));
    return b!.dispose();
  });
  await expect.poll(() => workers(page)).toBe(1);
});

test('a model that is being loaded keeps the engine that another leaves', async () => {
  const { page } = await openTestPage(server);
  const shape = await page.evaluate(
    async ([a, b]) => {
      const { loadModel } = window.edgewise;
      const first = await loadModel(a);
      const second = loadModel(b);
      await first.dispose();
      const { outputs } = await (await second).predict([10]);
      return outputs['sum']?.shape;
    },
    [url, slowUrl] as const,
  );
  expect(shape).toEqual([]);
});

test('await using disposes', async () => {
  const { page } = await openTestPage(server);
  // As text: what builds the tests would take the syntax apart.
  const failure = await page.evaluate<unknown>(`(async () => {
    let kept;
    {
      await using model = await window.edgewise.loadModel('${url}');
      await model.predict([1, 2, 3, 4]);
      kept = model;
    }
    return failureOf(kept.predict([1, 2, 3, 4]));
  })()`);
  expect(failure).toMatchObject(disposed);
  await expect.poll(() => workers(page)).toBe(1);
});

test('in the middle of a measurement, it ends that too', async () => {
  serveModel(isolated, linear());
  const context = await (await openBrowser()).newContext();
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });
  });
  const { page } = await openTestPage(isolated, { context });
  const outcome = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    const changes: string[] = [];
    model.addEventListener('backendchange', () => changes.push(model.backend.name));
    const failure = failureOf(model.predict([1, 2, 3, 4]));
    await model.dispose();
    return { failure: await failure, changes };
  }, url);
  expect(outcome).toMatchObject({ failure: disposed, changes: [] });
  await expect.poll(() => workers(page)).toBe(1);
  await context.close();
});

describe('an aborted or failed load', () => {
  test('leaves no worker but the store', async () => {
    const { page } = await openTestPage(server);
    const failures = await page.evaluate(async (url) => {
      const { loadModel } = window.edgewise;
      const controller = new AbortController();
      const aborted = failureOf(loadModel(url, { signal: controller.signal }));
      const onProgress = () => {
        controller.abort();
      };
      const inProgress = failureOf(loadModel(url, { signal: controller.signal, onProgress }));
      return [await aborted, await inProgress, await failureOf(loadModel('/nothing/model.json'))];
    }, url);
    expect(failures.map((failure) => failure?.code ?? failure?.name)).toEqual([20, 20, 'network']);
    await expect.poll(() => workers(page)).toBe(1);
  });
});
