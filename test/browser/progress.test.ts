import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Progress } from '../../src/index.js';
import * as faults from '../support/faults.js';
import { bigModel, linearVariants, workingModels } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
let page: Page;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});

function load(url: string, cache: RequestCache = 'default'): Promise<Progress[]> {
  return page.evaluate(
    async ([url, cache]) => {
      const events: Progress[] = [];
      const onProgress = (progress: Progress) => events.push(progress);
      await (await window.edgewise.loadModel(url, { onProgress, cache: cache as 'default' })).dispose();
      return events;
    },
    [url, cache] as const,
  );
}

function expectToBeOrderly(events: readonly Progress[], total: number): void {
  expect(new Set(events.map((event) => event.total))).toEqual(new Set([total]));
  const loaded = events.map((event) => event.loaded);
  expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  expect(loaded.at(-1)).toBe(total);
  const phases = [...new Set(events.map(({ phase }) => phase))];
  const order = ['manifest', 'download', 'verify', 'start', 'self-test', 'warm-up', 'ready'];
  expect(phases).toEqual(order.filter((phase) => phases.some((seen) => seen === phase)));
  expect(phases[0]).toBe('manifest');
  expect(phases.at(-1)).toBe('ready');
}

describe('progress', () => {
  const big = bigModel(3_000_000, { shards: 8 });
  const total = [...big.files.values()].reduce((sum, { length }) => sum + length, 0);

  test('counts all bytes from the first event to the last, from the network and from the store', async () => {
    const url = serveModel(server, big);
    // Slower than reports come, so that there are several however fast the machine is.
    const [path, bytes] = [...big.files][1]!;
    server.files.set(`/m/${big.name}/${path}`, faults.slow(bytes, { chunk: bytes.length >> 2, every: 60 }));
    const fromNetwork = await load(url);
    expectToBeOrderly(fromNetwork, total);
    const downloads = fromNetwork.filter(({ phase }) => phase === 'download');
    expect(downloads.length).toBeGreaterThan(2);
    expect(downloads.every(({ fromCache, file }) => !fromCache && big.files.has(file ?? ''))).toBe(true);

    const fromStore = await load(url, 'only-if-cached');
    expectToBeOrderly(fromStore, total);
    const verified = fromStore.filter(({ phase }) => phase === 'verify');
    expect(verified.map(({ file }) => file).sort()).toEqual([...big.files.keys()].sort());
    expect(verified.every(({ fromCache }) => fromCache)).toBe(true);
  });

  test('does not fall when a file begins anew', async () => {
    const url = serveModel(server, big, 'anew');
    const [path, bytes] = [...big.files][1]!;
    server.files.set(`/m/anew/${path}`, faults.resetFirst(1, bytes));
    expectToBeOrderly(await load(url), total);
    expect(server.log(`/m/anew/${path}`)).toHaveLength(2);
  });

  test.each(['linear-trailing-bytes', 'text'])(
    'is the same twice, where model.json does not tell: %s',
    async (name) => {
      const model = [...linearVariants(), ...(await workingModels())].find((model) => model.name === name)!;
      const url = serveModel(server, model);
      const first = await load(url);
      const { total } = first[0]!;
      expectToBeOrderly(first, total);
      expectToBeOrderly(await load(url), total);
    },
  );

  test('reaches whoever joins a download', async () => {
    const url = serveModel(server, big, 'joined');
    const [path, bytes] = [...big.files][1]!;
    const held = new faults.Held(bytes);
    server.files.set(`/m/joined/${path}`, held.handler);
    const first = load(url);
    await held.requested;
    const second = await page.evaluateHandle((url) => {
      const events: Progress[] = [];
      return new Promise<{ loaded: Promise<Progress[]> }>((joined) => {
        const onProgress = (progress: Progress) => {
          events.push(progress);
          joined({ loaded });
        };
        const loaded = window.edgewise.loadModel(url, { onProgress }).then(() => events);
      });
    }, url);
    held.release();
    expectToBeOrderly(await first, total);
    const joined = await second.evaluate(({ loaded }) => loaded);
    expect(new Set(joined.map((event) => event.total))).toEqual(new Set([total]));
    expect(joined.at(-1)?.loaded).toBe(total);
  });

  test('a listener that throws does not end the load', async () => {
    const url = serveModel(server, big, 'throws');
    const { reported, shape } = await page.evaluate(async (url) => {
      const errors: unknown[] = [];
      window.onerror = (message) => {
        errors.push(message);
        return true;
      };
      const onProgress = () => {
        throw new Error('the bar broke');
      };
      const model = await window.edgewise.loadModel(url, { onProgress });
      const { outputs } = await model.predict([1, 2, 3, 4]);
      return { reported: errors.map(String), shape: outputs['y']?.shape };
    }, url);
    expect(shape).toEqual([4]);
    expect(reported[0]).toContain('the bar broke');
  });
});
