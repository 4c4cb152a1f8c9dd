import path from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { esbuildBundle, tinyApp } from '../support/bundlers.js';
import { layersModels, linear } from '../support/models/index.js';
import { createProject, filesIn, serveFolder } from '../support/packed.js';
import { predictWith, serveModel } from '../support/predict.js';
import { watchWorkers, wrongs } from '../support/right.js';
import { openServer, type ServerOptions, type TestServer } from '../support/server.js';

// An application whose bundler copies no files: worker and wasm are in its code.
const project = await createProject(tinyApp);
const split = await esbuildBundle(project, 'app.js', { format: 'esm', splitting: true });
const classic = await esbuildBundle(project, 'app.js', { format: 'iife' });
const library = path.join(project.library, 'dist');
const chunk = [...filesIn(split).keys()].find((file) => file !== 'app.js')!;

const graph = linear();
const layers = (await layersModels())[0]!;

interface App {
  page: Page;
  errors: string[];
  graphUrl: string;
  layersUrl: string;
}

async function openApp(server: TestServer, script = '<script type="module" src="/app/app.js"></script>'): Promise<App> {
  serveFolder(server, script.includes('module') ? split : classic, '/app/');
  const html = `<!doctype html><title>App</title>${script}`;
  const { page, errors } = await openPage(server, { html, library: false });
  return { page, errors, graphUrl: serveModel(server, graph), layersUrl: serveModel(server, layers) };
}

const wasmAsked = (server: TestServer) => server.log(/\.wasm$/).map(({ path, status }) => [path, status]);

test('one file serves both kinds of model, so that no engine is started in vain', async () => {
  await using server = await openServer();
  const { page, errors, layersUrl } = await openApp(server);
  const workers = watchWorkers(page);
  expect(await wrongs(page, layersUrl, layers)).toEqual([]);
  expect(new Set(workers).size).toBe(1);
  expect(workers).toHaveLength(2); // the store's and the engine's
  expect(errors).toEqual([]);
});

test('it predicts on the page itself', async () => {
  await using server = await openServer();
  const { page, graphUrl, layersUrl } = await openApp(server);
  const workers = watchWorkers(page);
  expect(await wrongs(page, graphUrl, graph, { worker: false })).toEqual([]);
  expect(await wrongs(page, layersUrl, layers, { worker: false })).toEqual([]);
  expect(workers).toEqual([]);
});

describe('files that lie elsewhere go before it', () => {
  const simd = '/elsewhere/wasm/tfjs-backend-wasm-simd.wasm';

  test('by configure({ assets }), and the chunk is never fetched', async () => {
    await using server = await openServer();
    serveFolder(server, library, '/elsewhere/');
    const { page, graphUrl } = await openApp(server);
    await page.evaluate(() => {
      window.edgewise.configure({ assets: '/elsewhere' });
    });
    expect(await wrongs(page, graphUrl, graph)).toEqual([]);
    expect(wasmAsked(server)).toEqual([[simd, 200]]);
    expect(server.log(`/app/${chunk}`)).toEqual([]);
  });

  test('by data-assets', async () => {
    await using server = await openServer();
    serveFolder(server, library, '/elsewhere/');
    const { page, graphUrl } = await openApp(server, '<script src="/app/app.js" data-assets="/elsewhere"></script>');
    expect(await wrongs(page, graphUrl, graph)).toEqual([]);
    expect(wasmAsked(server)).toEqual([[simd, 200]]);
  });
});

test('a chunk that is not there is told of, and asked for again by the next load', async () => {
  await using server = await openServer();
  const { page, graphUrl } = await openApp(server);
  const file = server.files.get(`/app/${chunk}`)!;
  server.files.delete(`/app/${chunk}`);
  const { error } = await predictWith(page, graphUrl, graph.inputs);
  expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment', details: { missing: 'inline-assets' } });
  server.files.set(`/app/${chunk}`, file);
  expect(await wrongs(page, graphUrl, graph)).toEqual([]);
});

describe('under a Content-Security-Policy', () => {
  const policy = (script: string, worker: string, connect: string) => ({
    csp: `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'${script}; worker-src ${worker}; connect-src 'self'${connect}`,
  });

  test('that names what is needed, it predicts', async () => {
    await using server = await openServer(policy('', 'blob:', ' blob:'));
    const { page, errors, graphUrl, layersUrl } = await openApp(server);
    expect(await wrongs(page, graphUrl, graph)).toEqual([]);
    expect(await wrongs(page, layersUrl, layers)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('that names what is needed without a worker, it predicts', async () => {
    await using server = await openServer(policy(' blob:', `'none'`, ' blob:'));
    const { page, errors, graphUrl } = await openApp(server);
    expect(await wrongs(page, graphUrl, graph, { worker: false })).toEqual([]);
    expect(errors).toEqual([]);
  });

  const refusals: [string, ServerOptions, boolean, string, object][] = [
    ['worker-src blob:', policy('', `'self'`, ' blob:'), true, 'worker-src blob:', { policy: 'worker-src' }],
    ['worker-src and connect-src blob:', policy('', `'self'`, ''), true, 'worker-src blob:', { policy: 'worker-src' }],
    ['script-src blob:', policy('', 'blob:', ' blob:'), false, 'script-src blob:', { policy: 'script-src-elem' }],
    ['connect-src blob:', policy('', 'blob:', ''), true, 'connect-src', {}],
  ];
  test.each(refusals)(
    'without %s, the error names it, and the way out works',
    async (_, csp, worker, says, details) => {
      await using server = await openServer(csp);
      serveFolder(server, library, '/elsewhere/');
      const { page, graphUrl } = await openApp(server);
      const { error } = await predictWith(page, graphUrl, graph.inputs, { worker, backend: 'wasm' });
      expect(error).toMatchObject({ name: 'EdgewiseError', code: 'environment', details });
      expect(error!.message).toContain(says);
      expect(error!.message).toContain('configure({ assets })');
      expect(error!.message).not.toMatch(/out of reach|is not there/);
      await page.evaluate(() => {
        window.edgewise.configure({ assets: '/elsewhere' });
      });
      expect(await wrongs(page, graphUrl, graph, { worker })).toEqual([]);
    },
  );
});

describe('on an isolated page', () => {
  const threadedFile = '/app/wasm/tfjs-backend-wasm-threaded-simd.wasm';

  test('that lacks the file for threads, one thread predicts, and says why', async () => {
    await using server = await openServer({ isolated: true });
    const { page, graphUrl } = await openApp(server);
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 });
    });
    const story = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url);
      const measured = new Promise((resolve) => {
        model.addEventListener('backendchange', resolve);
      });
      const { outputs } = await model.predict({ x: new Float32Array(4) });
      await measured;
      const { threads, measurements, reasons } = model.backend;
      await model.dispose();
      return { values: outputs['y']!.data.length, threads, measurements: [...measurements], reasons: [...reasons] };
    }, graphUrl);
    expect(story).toMatchObject({ values: 3, threads: 1 });
    expect(story.measurements).toContainEqual(expect.objectContaining({ threads: 2, status: 'failed' }));
    expect(story.reasons.join(' ')).toContain(`${server.origin}${threadedFile} could not be loaded: status 404`);
    expect(wasmAsked(server)).toEqual([[threadedFile, 404]]);
  });

  test.each([
    ['that lacks it', false],
    ['that has it', true],
  ])('%s, threads that were asked for', async (_, copied) => {
    await using server = await openServer({ isolated: true });
    const { page, graphUrl } = await openApp(server);
    if (copied) serveFolder(server, path.join(library, 'wasm'), '/app/wasm/');
    const choice = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url, { threads: 2 });
      const { threads, reasons } = model.backend;
      await model.dispose();
      return { threads, reasons: reasons.join(' ') };
    }, graphUrl);
    expect(choice.threads).toBe(copied ? 2 : 1);
    if (!copied) expect(choice.reasons).toMatch(/2 threads: .*threaded-simd\.wasm could not be loaded/);
    expect(wasmAsked(server)).toEqual([[threadedFile, copied ? 200 : 404]]);
    expect(await wrongs(page, graphUrl, graph, { threads: 2 })).toEqual([]);
  });
});
