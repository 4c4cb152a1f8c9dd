import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/index.js';
import { openPage } from '../support/browser.js';
import { esbuildBundle, rollupBundle, tinyApp, viteBuild, viteDev, webpackBuild } from '../support/bundlers.js';
import { differences, layersModels, linear } from '../support/models/index.js';
import { createProject, filesIn, serveFolder } from '../support/packed.js';
import { predictWith, serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';

const project = await createProject(tinyApp);
const wasm = ['', '-simd', '-threaded-simd'].map((variant) => `wasm/tfjs-backend-wasm${variant}.wasm`);
const assets = ['worker.js', 'worker-layers.js', 'transforms.js', ...wasm];

const model = linear();
const [layers] = await layersModels();
const server = await openServer({ cors: '*' });
const modelUrl = server.origin + serveModel(server, model);
const layersUrl = server.origin + serveModel(server, layers!);

function pageFor(script: string): string {
  return `<!doctype html><title>App</title>${script}`;
}

const moduleScript = '<script type="module" src="app.js"></script>';
const classicScript = '<script src="app.js"></script>';

async function openApp(where: string, html?: string): Promise<Page> {
  const { page } = await openPage(server, { path: where, library: false, ...(html !== undefined && { html }) });
  return page;
}

/** A GraphModel, by worker.js, and a LayersModel, by worker-layers.js. */
async function expectPredictions(page: Page, options: LoadOptions = {}): Promise<void> {
  for (const [url, known] of [[modelUrl, model] as const, [layersUrl, layers!] as const]) {
    const answer = await predictWith(page, url, known.inputs, options);
    expect(answer.error).toBeUndefined();
    expect(answer.backend).toBe('wasm');
    expect(differences(known, answer.outputs ?? {})).toEqual([]);
  }
}

/** How often each of the library's files is in what a bundler wrote, and what else there is. */
function inventory(folder: string): { assets: Record<string, number>; rest: string[] } {
  const library = filesIn(path.join(project.library, 'dist'));
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const names = new Map(assets.map((name) => [digest(library.get(name)!), name]));
  const found: Record<string, number> = {};
  const rest: string[] = [];
  for (const [file, bytes] of filesIn(folder)) {
    const name = names.get(digest(bytes));
    if (name === undefined) rest.push(file);
    else found[name] = (found[name] ?? 0) + 1;
  }
  return { assets: found, rest: rest.sort() };
}

const onceEach = Object.fromEntries(assets.map((name) => [name, 1]));

/** The page's own bundle: a client and no TF.js. */
function expectLight(bundle: Buffer): void {
  expect(gzipSync(bundle).length).toBeLessThan(12_500); // our 12 kB at most, and what the bundler adds
  expect(bundle.includes('Conv2D')).toBe(false);
}

describe('Vite', () => {
  test('the dev server finds worker and wasm without set-up', async () => {
    await expectPredictions(await openApp(await viteDev(project)));
  });

  test('a build emits each file once, and works wherever it is deployed', async () => {
    const folder = await viteBuild(project);
    const { assets, rest } = inventory(folder);
    expect(assets).toEqual(onceEach);
    const [app = '', ...others] = rest;
    expect(others).toEqual(['index.html']);
    expectLight(filesIn(folder).get(app)!);
    serveFolder(server, folder, '/');
    await expectPredictions(await openApp('/index.html'));
  });

  test('a build with a base predicts below a sub-path', async () => {
    const folder = await viteBuild(project, { base: '/some/where/' });
    serveFolder(server, folder, '/some/where/');
    await expectPredictions(await openApp('/some/where/index.html'));
  });
});

describe('webpack', () => {
  let built: Awaited<ReturnType<typeof webpackBuild>>;
  // webpack minifies what it emits, our worker included, and that takes its time.
  beforeAll(async () => {
    built = await webpackBuild(project, 'app.js');
  }, 240_000);

  test('emits each file once, with nothing to warn of', () => {
    expect(built.warnings).toEqual([]);
    const { assets, rest } = inventory(built.folder);
    // Scripts are there in a minified form: count them by name and the others by content.
    expect(assets).toEqual(Object.fromEntries(wasm.map((name) => [name, 1])));
    const scripts = rest.filter((file) => file.endsWith('.js'));
    expect(scripts).toHaveLength(4);
    expectLight(filesIn(built.folder).get('app.js')!);
  });

  test('finds worker and wasm without set-up, wherever it is deployed', async () => {
    serveFolder(server, built.folder, '/deep/down/');
    const page = await openApp('/deep/down/index.html', pageFor(classicScript));
    await expectPredictions(page);
    // Without a worker the page imports the very same file.
    await expectPredictions(page, { worker: false });
  });

  test('an absolute publicPath leads to them too', async () => {
    const output = { path: path.join(project.folder, 'out/webpack-cdn'), publicPath: `${server.otherOrigin}/cdn/` };
    const { folder } = await webpackBuild(project, 'app.js', output, false);
    serveFolder(server, folder, '/cdn/');
    const script = `<script src="${server.otherOrigin}/cdn/app.js"></script>`;
    await expectPredictions(await openApp('/cdn-page.html', pageFor(script)));
    expect(server.log(/^\/cdn\//).every(({ at }) => at === 'otherOrigin')).toBe(true);
  });

  test('threads start after it minified the worker once more', async () => {
    const isolated = await openServer({ isolated: true });
    serveModel(isolated, model);
    for (const [file, body] of filesIn(built.folder)) {
      // TF.js takes half as many threads as there are cores: let there be enough on any machine.
      const cores = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: 8 });\n`;
      const isWorker = file.endsWith('.js') && file !== 'app.js';
      isolated.files.set(`/${file}`, { body: isWorker ? cores + body.toString() : body });
    }
    const { page } = await openPage(isolated, { path: '/index.html', html: pageFor(classicScript), library: false });
    const answer = await page.evaluate(async () => {
      const model = await window.edgewise.loadModel('/m/linear/model.json', { threads: 2 });
      const { outputs } = await model.predict({ x: new Float32Array(4) });
      return { y: outputs['y']!.data.length, threads: model.backend.threads, reasons: model.backend.reasons };
    });
    expect(answer).toMatchObject({ y: 3, threads: 2 });
    await isolated.close();
  });
});

// It copies no files, so that worker and wasm come along in the code.
describe('esbuild', () => {
  test.each([
    { format: 'esm', script: moduleScript },
    { format: 'iife', script: classicScript },
  ] as const)('$format: all is in the one file, without set-up', async ({ format, script }) => {
    const folder = await esbuildBundle(project, 'app.js', { format });
    expect([...filesIn(folder).keys()]).toEqual(['app.js']);
    const where = `/esbuild/inlined/${format}/`;
    serveFolder(server, folder, where);
    await expectPredictions(await openApp(`${where}index.html`, pageFor(script)));
    expect(server.log(new RegExp(`^${where}(?!index.html)`)).map(({ path }) => path)).toEqual([`${where}app.js`]);
  });

  test('esm with splitting: the entry is light, and the rest comes once, with the first model', async () => {
    const folder = await esbuildBundle(project, 'app.js', { format: 'esm', splitting: true });
    const files = filesIn(folder);
    expectLight(files.get('app.js')!);
    const where = '/esbuild/split/';
    serveFolder(server, folder, where);
    const page = await openApp(`${where}index.html`, pageFor(moduleScript));
    const asked = () => server.log(new RegExp(`^${where}(?!index.html)`)).map(({ path }) => path.slice(where.length));
    expect(asked()).toEqual(['app.js']);
    await expectPredictions(page);
    expect(asked().sort()).toEqual([...files.keys()].sort());
    expect(asked()).toHaveLength(2);
  });
});

describe('Rollup with the plugin for import.meta assets', () => {
  test.each([
    { format: 'es', script: '<script type="module" src="js/app.js"></script>' },
    { format: 'iife', script: '<script src="js/app.js"></script>' },
  ] as const)('$format: each file is emitted once and found without more set-up', async ({ format, script }) => {
    const folder = await rollupBundle(project, 'app.js', format, importMetaAssets());
    expect(inventory(folder)).toEqual({ assets: onceEach, rest: ['app.js'] });
    expectLight(filesIn(folder).get('app.js')!);
    const where = `/Rollup/emitted/${format}/`;
    // Below the page, where only the script's own address leads to them.
    serveFolder(server, folder, `${where}js/`);
    await expectPredictions(await openApp(`${where}index.html`, pageFor(script)));
  });
});

// Where nothing is emitted and nothing comes along, the application copies the files.
const lean = (format: 'esm' | 'iife') => esbuildBundle(project, 'app.js', { format, conditions: ['production'] });

describe.each([
  { name: 'esbuild --conditions=production', format: 'esm', bundle: () => lean('esm'), script: moduleScript },
  { name: 'esbuild --conditions=production', format: 'iife', bundle: () => lean('iife'), script: classicScript },
  { name: 'Rollup', format: 'es', bundle: () => rollupBundle(project, 'app.js', 'es'), script: moduleScript },
  { name: 'Rollup', format: 'iife', bundle: () => rollupBundle(project, 'app.js', 'iife'), script: classicScript },
])('$name ($format)', ({ name, format, bundle, script }) => {
  const where = `/${name.split(' ')[0]}/${format}/`;

  test('one command makes it work, and the error without it names that command', async () => {
    const folder = await bundle();
    expectLight(filesIn(folder).get('app.js')!);
    serveFolder(server, folder, where);
    const page = await openApp(`${where}index.html`, pageFor(script));
    const { error } = await predictWith(page, modelUrl, model.inputs);
    expect(error).toMatchObject({
      code: 'environment',
      details: { url: `${server.origin}${where}worker.js`, status: 404 },
    });
    const [command = ''] = /cp -r .* OUTPUT_FOLDER/.exec(error!.message)!;
    expect(command).not.toBe('');

    execFileSync('sh', ['-c', command.replace('OUTPUT_FOLDER', folder)], { cwd: project.folder });
    serveFolder(server, folder, where);
    await page.reload();
    await expectPredictions(page);
  });

  test('configure({ assets }) does without the copy', async () => {
    serveFolder(server, await bundle(), `${where}configured/`);
    serveFolder(server, path.join(project.library, 'dist'), '/elsewhere/');
    const page = await openApp(`${where}configured/index.html`, pageFor(script));
    await page.evaluate(() => {
      window.edgewise.configure({ assets: '/elsewhere' });
    });
    await expectPredictions(page);
  });
});

test('a worker of the same name that is not ours is told apart', async () => {
  serveFolder(server, await lean('esm'), '/mixed-up/');
  server.files.set('/mixed-up/worker.js', { body: `postMessage('Hello from the application');` });
  const page = await openApp('/mixed-up/index.html', pageFor(moduleScript));
  const { error } = await predictWith(page, modelUrl, model.inputs);
  expect(error).toMatchObject({ code: 'environment' });
  expect(error!.message).toContain('another worker, of the same name');
  expect(error!.message).toContain('configure({ assets })');
});
