import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { layersModels, linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { watchWorkers, wrongs } from '../support/right.js';
import { openServer, type ServerOptions, type TestServer } from '../support/server.js';

const models = [linear(), (await layersModels())[0]!];

/** What goes wrong with a GraphModel and a LayersModel in workers on this page. */
async function wrongsOfBoth(page: Page, server: TestServer): Promise<string[]> {
  const found: string[] = [];
  for (const model of models) {
    found.push(...(await wrongs(page, new URL(serveModel(server, model), server.origin).href, model)));
  }
  return found;
}

/** Whether a worker of this URL starts without help: undefined if it does, else what the browser says. */
function startsDirectly(page: Page, url: string): Promise<string | undefined> {
  return page.evaluate(async (url) => {
    try {
      const worker = new Worker(url, { type: 'module' });
      return await new Promise<string | undefined>((resolve) => {
        worker.onmessage = () => {
          resolve(undefined);
        };
        worker.onerror = ({ type }) => {
          resolve(type);
        };
      });
    } catch (error) {
      return (error as DOMException).name;
    }
  }, url);
}

const foldersOf = (urls: string[]) => [...new Set(urls.map((url) => url.slice(0, url.lastIndexOf('/'))))];

const kinds: [string, ServerOptions][] = [
  ['a plain page', {}],
  ['an isolated page', { isolated: true }],
  ['a credentialless page', { isolated: 'credentialless' }],
];

describe.each(kinds)('on %s', (_, options) => {
  test('the library of its own origin starts its workers from blobs', async () => {
    await using server = await openServer(options);
    const { page } = await openPage(server);
    const workers = watchWorkers(page);
    expect(await wrongsOfBoth(page, server)).toEqual([]);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe('isolated' in options);
    expect(foldersOf(workers)).toEqual([`blob:${server.origin}`]);
  });

  test.each([
    ['imported', 'index.js', {}],
    ['by script tag', 'edgewise.iife.js', { script: 'classic', attributes: 'crossorigin' }],
  ] as const)('the library of another origin, %s, starts its workers from blobs', async (_, file, how) => {
    await using server = await openServer({ ...options, cors: '*' });
    const { page } = await openPage(server, { ...how, library: `${server.otherOrigin}/dist/${file}` });
    const workers = watchWorkers(page);
    expect(await wrongsOfBoth(page, server)).toEqual([]);
    expect(foldersOf(workers)).toEqual([`blob:${server.origin}`]);
    const asked = server.log().filter(({ at }) => at === 'otherOrigin');
    expect(asked.map(({ path }) => path)).toContain('/dist/wasm/tfjs-backend-wasm-simd.wasm');

    // Why it has to be so.
    const worker = `${server.otherOrigin}/dist/worker.js`;
    expect(await startsDirectly(page, worker)).toBe('SecurityError');
    const policy = await page.evaluate(
      async (url) => (await fetch(url)).headers.get('cross-origin-resource-policy'),
      worker,
    );
    expect(policy).toBeNull();
  });
});

test.each([[true], ['credentialless']] as const)(
  'an isolated page (%s) whose server forgot the header on the workers starts them from blobs',
  async (isolated) => {
    const forgotten = ['/dist/worker.js', '/dist/worker-layers.js'];
    await using server = await openServer({ isolated, isolateExcept: forgotten });
    const { page } = await openPage(server);
    for (const path of forgotten) expect(await startsDirectly(page, path)).toBe('error');
    expect(await wrongsOfBoth(page, server)).toEqual([]);

    // With the header on them, the same pages need no blob.
    server.options = { isolated };
    const control = await openPage(server);
    for (const path of forgotten) expect(await startsDirectly(control.page, path)).toBeUndefined();
  },
);
