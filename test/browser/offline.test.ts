import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cutOff, resetFirst, status } from '../support/faults.js';
import { openBrowser } from '../support/browser.js';
import { chromiumArguments, findChromium } from '../support/chromium.js';
import { bigModel, differences, layersModels, linear, type TestModel } from '../support/models/index.js';
import {
  cachedPaths,
  deploy,
  install,
  serveNextLibrary,
  ServiceWorkers,
  type Deployment,
  type Ending,
} from '../support/offline.js';
import { predictWith, serveModel } from '../support/predict.js';
import { openServer, type ServerOptions, type TestServer } from '../support/server.js';

const graph = linear();
const [layers] = await layersModels();

async function openTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await openServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Both kinds of model, on the server: by URL. */
function serveModels(server: TestServer): Map<string, TestModel> {
  return new Map([graph, layers!].map((model) => [serveModel(server, model), model]));
}

async function newContext(): Promise<BrowserContext> {
  const context = await (await openBrowser()).newContext();
  onTestFinished(() => context.close());
  return context;
}

interface Visit {
  page: Page;
  context: BrowserContext;
  workers: ServiceWorkers;
  ending: Ending;
}

/** Deploys, visits the page for the first time and waits until its service worker is installed, or not. */
async function firstVisit(server: TestServer, deployment: Deployment = {}): Promise<Visit> {
  const context = await newContext();
  const page = await context.newPage();
  await page.goto(server.origin + deploy(server, deployment));
  const workers = await ServiceWorkers.of(context, page);
  return { page, context, workers, ending: await install(page) };
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function expectAnswers(page: Page, models: ReadonlyMap<string, TestModel>): Promise<void> {
  for (const [url, model] of models) {
    const answer = await predictWith(page, url, model.inputs);
    expect(answer.error).toBeUndefined();
    expect(differences(model, answer.outputs ?? {})).toEqual([]);
  }
}

describe('without a server', () => {
  test('the page starts and predicts, 20 times of 20, on models that were never opened', async () => {
    const server = await openTestServer();
    const models = serveModels(server);
    const { page, context, workers, ending } = await firstVisit(server, { options: { models: [...models.keys()] } });
    expect(ending).toBe('activated');
    expect(await page.evaluate(() => window.edgewise.store.list())).toHaveLength(2);
    await page.goto('about:blank');
    await server.close();

    for (let start = 1; start <= 20; start++) {
      expect(await workers.stop()).toBe(1);
      const cold = await open(context, `${server.origin}/app/`);
      await expectAnswers(cold, models);
      await cold.close();
    }
  });

  test('the same start fails where the page has no service worker, though it opened the models', async () => {
    const server = await openTestServer();
    const models = serveModels(server);
    const context = await newContext();
    const page = await open(context, server.origin + deploy(server));
    await expectAnswers(page, models);
    await server.close();
    await expect(open(context, `${server.origin}/app/`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  });

  test('the page starts in a browser that was started anew', async () => {
    const server = await openTestServer();
    const models = serveModels(server);
    const profile = await mkdtemp(path.join(tmpdir(), 'edgewise-offline-'));
    onTestFinished(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    const start = () =>
      chromium.launchPersistentContext(profile, { executablePath: findChromium()!, args: chromiumArguments });

    const first = await start();
    const page = await open(first, server.origin + deploy(server, { options: { models: [...models.keys()] } }));
    expect(await install(page)).toBe('activated');
    await first.close();
    await server.close();

    const second = await start();
    onTestFinished(() => second.close());
    await expectAnswers(await open(second, `${server.origin}/app/`), models);
  });
});

const names = (page: Page) =>
  page.evaluate(async () => (await window.edgewise.store.list()).map(({ name, pinned }) => [name, pinned]));

/** Without a server, and after the browser stopped the service worker. */
async function coldStart({ context, workers }: Visit, server: TestServer, where = '/app/'): Promise<Page> {
  await server.close();
  await workers.stop();
  return open(context, server.origin + where);
}

const release = (page: Page) => page.evaluate(() => (window as unknown as { release: string }).release);

describe('what is kept', () => {
  test('is what this device and its models need; the rest, once a page asks for it', async () => {
    const server = await openTestServer();
    const [graphUrl, layersUrl] = [...serveModels(server).keys()] as [string, string];
    const visit = await firstVisit(server, { options: { models: [graphUrl] } });
    const library = ['/dist/index.js', '/dist/transforms.js', '/dist/wasm/tfjs-backend-wasm-simd.wasm'];
    const needed = ['/app/', '/app/app.js', ...library];
    expect(await cachedPaths(visit.page)).toEqual([...needed, '/dist/worker.js']);

    await expectAnswers(visit.page, new Map([[layersUrl, layers!]]));
    await expect.poll(() => cachedPaths(visit.page)).toEqual([...needed, '/dist/worker-layers.js', '/dist/worker.js']);
    await visit.page.goto('about:blank');
    await expectAnswers(await coldStart(visit, server), new Map([[layersUrl, layers!]]));
  });

  test('is kept once: a model that the page opened before is not fetched again', async () => {
    const server = await openTestServer();
    const models = serveModels(server);
    const context = await newContext();
    const page = await open(context, server.origin + deploy(server, { options: { models: [...models.keys()] } }));
    await expectAnswers(page, models);
    server.clearLog();
    expect(await install(page)).toBe('activated');
    expect(server.log(/^\/m\//).map(({ path }) => path)).toEqual([...models.keys()]);
    expect(await page.evaluate(() => caches.keys())).toHaveLength(1);
    expect((await cachedPaths(page)).filter((file) => file.startsWith('/m/'))).toEqual([]);
  });

  test('is pinned as long as a release names it, unless the page lets it go', async () => {
    const server = await openTestServer();
    const [a, b] = [serveModel(server, graph, 'a'), serveModel(server, graph, 'b')];
    const { page } = await firstVisit(server, { options: { models: [a, b] } });
    expect((await names(page)).sort()).toEqual([
      ['a', true],
      ['b', true],
    ]);
    await page.evaluate((url) => window.edgewise.store.pin(url, false), a);
    expect((await names(page)).sort()).toEqual([
      ['a', false],
      ['b', true],
    ]);
    deploy(server, { release: 'two', options: { models: [a] } });
    expect(await install(page)).toBe('installed');
    await skipWaiting(page);
    await expect
      .poll(async () => (await names(page)).sort())
      .toEqual([
        ['a', true],
        ['b', false],
      ]);
  });

  test('stays isolated, and its threads start', async () => {
    const server = await openTestServer({ isolated: true });
    const url = serveModel(server, graph);
    // Two cores on every machine.
    server.files.set('/app/cores.js', {
      body: `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });`,
    });
    deploy(server, { options: { models: [url] } });
    const { body } = server.files.get('/app/service-worker.js') as { body: string };
    const visit = await firstVisit(server, {
      options: { models: [url] },
      serviceWorker: `import './cores.js';\n${body}`,
    });
    expect(await cachedPaths(visit.page)).toContain('/dist/wasm/tfjs-backend-wasm-threaded-simd.wasm');
    await visit.page.goto('about:blank');
    const page = await coldStart(visit, server);
    const answer = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url, { backend: 'wasm', threads: 2 });
      const { outputs } = await model.predict([1, 2, 3, 4]);
      return { isolated: crossOriginIsolated, threads: model.backend.threads, y: outputs['y']!.data.length };
    }, url);
    expect(answer).toEqual({ isolated: true, threads: 2, y: 3 });
  });

  test('may lie on another origin, the library included', async () => {
    const server = await openTestServer({ cors: '*' });
    const url = server.otherOrigin + serveModel(server, graph);
    const models = new Map([[url, graph]]);
    const library = `${server.otherOrigin}/dist/`;
    const visit = await firstVisit(server, { library, options: { models: [url] } });
    expect(visit.ending).toBe('activated');
    await visit.page.goto('about:blank');
    await expectAnswers(await coldStart(visit, server), models);
  });
});

describe('addresses', () => {
  test('a page is found with any query, by its clean name, and where it was moved to', async () => {
    const server = await openTestServer();
    const html = (title: string) => ({
      body: `<!doctype html><title>${title}</title>`,
      headers: { 'Content-Type': 'text/html', Vary: 'Accept, Accept-Language' },
    });
    server.files.set('/app/about.html', html('about'));
    server.files.set('/app/moved', { body: '', status: 302, headers: { Location: '/app/about.html' } });
    const visit = await firstVisit(server, { options: { files: ['about.html', 'moved'] } });
    await visit.page.goto('about:blank');
    const page = await coldStart(visit, server, '/app/?source=install&a=b');
    expect(await release(page)).toBe('one');
    // A script with another query may be another version.
    await expect(page.evaluate(() => fetch('/app/app.js?v=2').then(() => 'answered'))).rejects.toThrow(
      'Failed to fetch',
    );
    for (const where of ['about.html?a=b', 'about', 'moved']) {
      await page.goto(`${server.origin}/app/${where}`);
      expect(await page.title()).toBe('about');
    }
  });

  test('the fallback answers for pages that are not kept, without a server only', async () => {
    const server = await openTestServer();
    server.files.set('/app/news', { body: '<title>news</title>', headers: { 'Content-Type': 'text/html' } });
    const visit = await firstVisit(server, { options: { fallback: './' } });
    await visit.page.goto(`${server.origin}/app/news`);
    expect(await visit.page.title()).toBe('news');
    const page = await coldStart(visit, server, '/app/news');
    expect(await page.title()).toBe('one');
    expect(await release(page)).toBe('one');
  });
});

/** As Workbox's `messageSkipWaiting()` says it; waits until the new version has taken over. */
function skipWaiting(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { waiting } = (await navigator.serviceWorker.getRegistration('/app/'))!;
    const changed = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    waiting!.postMessage({ type: 'SKIP_WAITING' });
    await changed;
  });
}

describe('a new release', () => {
  test.each(['when a page says so', 'when no page of the old one is open'])(
    'waits, and takes over %s',
    async (when) => {
      const server = await openTestServer();
      const url = serveModel(server, graph, 'model');
      const visit = await firstVisit(server, { options: { models: [url] } });
      const { page, context, workers } = visit;
      const digest = () => page.evaluate(async () => (await window.edgewise.store.list())[0]!.digest);
      const before = { digest: await digest(), cached: await cachedPaths(page) };

      const next = bigModel(200_000);
      serveModel(server, next, 'model');
      serveNextLibrary(server);
      deploy(server, { release: 'two', options: { models: [url] } });
      expect(await install(page)).toBe('installed');
      const meanwhile = await open(context, `${server.origin}/app/`);
      expect(await release(meanwhile)).toBe('one');
      expect(await digest()).not.toBe(before.digest);

      if (when === 'when a page says so') await skipWaiting(page);
      await Promise.all([page, meanwhile].map((old) => old.goto('about:blank')));
      await workers.settled();
      const cold = await coldStart(visit, server);
      expect(await release(cold)).toBe('two');
      await expectAnswers(cold, new Map([[url, next]]));
      expect(await cold.evaluate(() => fetch('/dist/worker.js').then((file) => file.text()))).toMatch(/^\/\/ next/);
      // What belonged to the old one alone is gone.
      expect(await cachedPaths(cold)).toEqual(before.cached);
    },
  );

  test.each<[string, RegExp, (server: TestServer) => void]>([
    [
      'a file is missing',
      /EdgewiseError: .*\/app\/missing\.js answered 404/,
      (server) => {
        deploy(server, { release: 'two', options: { files: ['missing.js'] } });
      },
    ],
    [
      'the connection breaks',
      /EdgewiseError: .*\/app\/broken\.js could not be fetched/,
      (server) => {
        deploy(server, { release: 'two', options: { files: ['broken.js'] } });
        server.files.set('/app/broken.js', resetFirst(Infinity, 'whole'));
      },
    ],
    [
      'the library is of another version',
      /EdgewiseError: .*\/dist\/worker(-layers)?\.js is another file .* copy them anew/,
      (server) => {
        deploy(server, { release: 'two' });
        serveNextLibrary(server, 'its workers');
      },
    ],
    [
      'a model is cut off',
      /EdgewiseError: .*group1-shard2of2\.bin could not be fetched/,
      (server) => {
        const next = bigModel(200_000, { shards: 2 });
        const url = serveModel(server, next, 'linear');
        const [shard, body] = [...next.files].at(-1)!;
        server.files.set(`/m/linear/${shard}`, cutOff(body, 1000));
        deploy(server, { release: 'two', options: { models: [url] } });
      },
    ],
    [
      'a model is gone',
      /EdgewiseError: .*answered 410/,
      (server) => {
        server.files.set(`/m/new/model.json`, status(410));
        deploy(server, { release: 'two', options: { models: ['/m/new/model.json'] } });
      },
    ],
  ])('is not installed where %s: the old one stays whole', async (_, expected, breakIt) => {
    const server = await openTestServer();
    const url = serveModel(server, graph);
    const visit = await firstVisit(server, { options: { models: [url] } });
    breakIt(server);
    expect(await install(visit.page)).toBe('redundant');
    await visit.workers.error(expected);
    await visit.page.goto('about:blank');
    const cold = await coldStart(visit, server);
    expect(await release(cold)).toBe('one');
    await expectAnswers(cold, new Map([[url, graph]]));
  });
});

describe('a first installation that fails', () => {
  test.each([
    ['a file', 1_000_000, [], /EdgewiseError: .*\/dist\/\S+ cannot be kept for offline use: .* Free some room/],
    ['a model', 4_000_000, ['/m/big/model.json'], /EdgewiseError: .*\/m\/big\/model.json cannot be kept/],
  ])('for want of room for %s says so, and the page goes on online', async (_, quotaSize, named, expected) => {
    const server = await openTestServer();
    const models = serveModels(server);
    serveModel(server, bigModel(8_000_000), 'big');
    const context = await newContext();
    const page = await open(context, server.origin + deploy(server, { options: { models: named } }));
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize });
    const workers = await ServiceWorkers.of(context, page);
    expect(await install(page)).toBe('redundant');
    await workers.error(expected);
    await page.reload();
    await expectAnswers(page, models);
  });

  test('is made good by the next visit, which fetches only what is missing', async () => {
    const server = await openTestServer();
    const url = serveModel(server, graph);
    server.files.set('/dist/wasm/tfjs-backend-wasm-simd.wasm', status(503));
    const { page, ending, workers } = await firstVisit(server, { options: { models: [url] } });
    expect(ending).toBe('redundant');
    await workers.error(/simd\.wasm answered 503/);
    await page.goto('about:blank');
    server.files.delete('/dist/wasm/tfjs-backend-wasm-simd.wasm');
    server.clearLog();
    await page.goto(`${server.origin}/app/`);
    server.clearLog();
    expect(await install(page)).toBe('activated');
    const asked = server.log().map(({ path }) => path);
    expect(asked).toContain('/dist/wasm/tfjs-backend-wasm-simd.wasm');
    expect(asked).not.toContain('/app/app.js');
  });
});

describe('a call that is not allowed', () => {
  test.each([
    [
      'on a page',
      `import { makeAvailableOffline } from '/dist/service-worker.js';`,
      /environment .*service worker only/,
    ],
  ])('%s', async (_, source, expected) => {
    const server = await openTestServer();
    server.files.set('/call.js', {
      body: `${source}\ntry { makeAvailableOffline(); } catch ({ code, message }) { document.title = code + ' ' + message; }`,
    });
    server.files.set('/call.html', { body: '<script type="module" src="call.js"></script>' });
    const page = await open(await newContext(), `${server.origin}/call.html`);
    expect(await page.title()).toMatch(expected);
  });

  test.each([
    ['twice', 'makeAvailableOffline(); makeAvailableOffline();', /twice/],
    [
      'with what it does not take',
      `makeAvailableOffline({ models: '/model.json' });`,
      /takes no models: "\/model\.json"/,
    ],
  ])('%s keeps the service worker from starting', async (_, calls, expected) => {
    const server = await openTestServer();
    const context = await newContext();
    const source = `import { makeAvailableOffline } from '/dist/service-worker.js';\n${calls}`;
    const page = await open(context, server.origin + deploy(server, { serviceWorker: source }));
    const workers = await ServiceWorkers.of(context, page);
    await expect(install(page)).rejects.toThrow(/script evaluation/);
    await workers.error(expected);
  });
});
