import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadOptions, LoadReport, Model, Progress } from '../../src/index.js';
import { openPage } from '../support/browser.js';
import { deploy, install } from '../support/offline.js';
import { differences, layersModels, linear, linearVariants, mixed, text } from '../support/models/index.js';
import { linearPackage, packageOf, servePackage } from '../support/packages.js';
import { PlainTensorFlow } from '../support/plain-tfjs.js';
import { predictWith, serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { sha256 } from '../support/stored-files.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const [layers] = await layersModels();
const sound = linearPackage({
  name: 'Three from four',
  version: '2.1.0',
  task: 'regression',
  profile: { rows: 3 },
  documents: { 'LICENSE.txt': 'Do as you like.' },
});
let page: Page;
let folder = '';
let folders = 0;
let url = '';

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  // Stays loaded: offline, the library's own files come from a service worker or not at all.
  await page.evaluate((url) => window.edgewise.loadModel(url), serveModel(server, linear()));
});
beforeEach(async () => {
  // What the store has by its digest would not be asked for.
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `package-${String(++folders)}`;
  url = servePackage(server, sound, folder);
});

interface Loaded extends Pick<Model, 'url' | 'name' | 'version' | 'digest' | 'manifest' | 'inputs' | 'outputs'> {
  report: LoadReport;
  y: number[];
  events: Progress[];
}

async function load(at = url, cache?: LoadOptions['cache']): Promise<{ loaded: Loaded; requests: string[] }> {
  server.clearLog();
  const loaded = await page.evaluate(
    async ([url, cache]) => {
      const events: Progress[] = [];
      const model = await window.edgewise.loadModel(url, { cache, onProgress: (event) => events.push(event) });
      const { outputs: answer } = await model.predict([1, 2, 3, 4]);
      const { name, version, digest, manifest, inputs, outputs, loadReport } = model;
      const y = [...(answer['y']?.data as Float32Array)];
      await model.dispose();
      return { url: model.url, name, version, digest, manifest, inputs, outputs, report: loadReport, y, events };
    },
    [at, cache] as const,
  );
  const requests = server.log(/^\/m\//).map(({ path, query }) => path.replace(`/m/${folder}/`, '') + query);
  return { loaded, requests };
}

const right = [...(linear().expected['y']!.data as Float32Array)]
  .slice(0, 3)
  .map((value) => expect.closeTo(value, 5) as number);
const files = [...sound.files.keys()];
const downloaded = files.filter((file) => file !== 'LICENSE.txt');
const bytes = downloaded.reduce((sum, file) => sum + sound.files.get(file)!.length, 0);

describe('a package', () => {
  test('is loaded from the network: every file but its documents, and what it says of itself', async () => {
    const { loaded, requests } = await load();
    expect([...requests].sort()).toEqual([...downloaded].sort());
    expect(requests[0]).toBe('manifest.json');
    expect(loaded).toMatchObject({
      url: server.origin + url,
      name: 'Three from four',
      version: '2.1.0',
      digest: sha256(sound.files.get('manifest.json')!),
      manifest: sound.manifest,
      y: right,
      report: { fromCache: false, stored: true, bytes, downloadedBytes: bytes, warnings: [] },
    });
    expect(loaded.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [null, 4], meaning: 'Four numbers.' }]);
    expect(loaded.outputs[0]).toMatchObject({ name: 'y', meaning: 'Three numbers.', labels: ['a', 'b', 'c'] });
  });

  test('comes from the store the second time, and is there without a network', async () => {
    const first = await load();
    const second = await load();
    expect(second.requests).toEqual(['manifest.json']);
    expect(second.loaded).toMatchObject({
      ...{ name: 'Three from four', version: '2.1.0', digest: first.loaded.digest, manifest: sound.manifest, y: right },
      report: { fromCache: true, stored: true, downloadedBytes: 0, warnings: [] },
    });
    expect((await load(url, 'only-if-cached')).requests).toEqual([]);
    await page.context().setOffline(true);
    const offline = await load().finally(() => page.context().setOffline(false));
    expect(offline.loaded).toMatchObject({ y: right, report: { fromCache: true } });
    expect(offline.loaded.report.warnings).toEqual([expect.stringMatching(/^The stored copy is used/)]);
  });

  test('stays in the store as what it is called', async () => {
    const { loaded } = await load();
    const listed = await page.evaluate(() => window.edgewise.store.list());
    expect(listed.find((model) => model.url === loaded.url)).toMatchObject({
      ...{ name: 'Three from four', version: '2.1.0', digest: loaded.digest, bytes },
    });
    const changes = await page.evaluate(async (folder) => {
      await window.edgewise.store.pin(folder);
      const pinned = (await window.edgewise.store.list()).filter((model) => model.pinned).length;
      return { pinned, deleted: await window.edgewise.store.delete(folder) };
    }, `/m/${folder}/`);
    expect(changes).toEqual({ pinned: 1, deleted: true });
  });

  test.each(['network', 'store'])('counts all its bytes on the way from the %s', async (from) => {
    if (from === 'store') await load();
    const { events } = (await load()).loaded;
    expect(new Set(events.map(({ total }) => total))).toEqual(new Set([bytes]));
    const counts = events.map((event) => event.loaded);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(bytes);
    expect(events.filter(({ file }) => file !== undefined).every(({ file }) => files.includes(file!))).toBe(true);
  });

  test('is named by its folder too, and carries the query to every file', async () => {
    const { loaded, requests } = await load(`/m/${folder}/?token=a/b`);
    expect(loaded.url).toBe(`${server.origin}/m/${folder}/manifest.json?token=a/b`);
    expect([...requests].sort()).toEqual(downloaded.map((file) => `${file}?token=a/b`).sort());
    expect((await load(`/m/${folder}/`)).loaded).toMatchObject({ url: server.origin + url, y: right });
  });

  test('is told by its content where its manifest has another name', async () => {
    server.files.set(`/m/${folder}/newest.json`, { body: sound.files.get('manifest.json')! });
    const { loaded } = await load(`/m/${folder}/newest.json`);
    expect(loaded).toMatchObject({ name: 'Three from four', y: right });
  });

  test('holds a model.json that is one of its own, and of plain TF.js', async () => {
    const { loaded } = await load(`/m/${folder}/model.json`);
    expect(loaded).toMatchObject({ name: folder, version: null, manifest: null, y: right });
    expect(loaded.outputs[0]).not.toHaveProperty('labels');
    const plain = await PlainTensorFlow.open(server);
    expect(await plain.load(`/m/${folder}/model.json`, 'cpu')).toBe('cpu');
    const answer = await plain.run(`return [...model.predict(tf.tensor([1, 2, 3, 4], [1, 4])).dataSync()];`);
    expect(answer).toEqual(right);
  });

  test('without golden examples, profile or documents', async () => {
    const least = packageOf(linear(), { examples: [] });
    const { loaded } = await load(servePackage(server, least, `${folder}-least`));
    expect(loaded).toMatchObject({ name: 'linear', version: '1.0.0', y: right });
  });

  test.each([
    ...linearVariants().filter(({ name }) => /float16|uint8|uint16|-sharded$/.test(name)),
    ...[mixed(), text()],
    layers!,
  ])('of $name answers as the model does', async (model) => {
    const at = servePackage(server, packageOf(model), `${folder}-${model.name}`);
    const { outputs, error } = await predictWith(page, at, model.inputs);
    expect(error).toBeUndefined();
    expect(differences(model, outputs ?? {}, 1e-4)).toEqual([]);
  });

  test('on the page itself', async () => {
    const { page: own } = await openPage(server);
    const { outputs } = await predictWith(own, url, linear().inputs, { worker: false });
    expect(differences(linear(), outputs ?? {}, 1e-4)).toEqual([]);
  });

  test('is made available offline by a service worker', async () => {
    const context = await page.context().browser()!.newContext();
    const own = await context.newPage();
    const app = server.origin + deploy(server, { options: { models: [`/m/${folder}/`] } });
    await own.goto(app);
    server.clearLog();
    expect(await install(own)).toBe('activated');
    const asked = server.log(new RegExp(`^/m/${folder}/`)).map(({ path }) => path.replace(`/m/${folder}/`, ''));
    // Signed or not is for the page to judge, by its keys.
    expect(asked.sort()).toEqual([...downloaded, 'manifest.sig'].sort());
    await own.goto('about:blank');
    await context.setOffline(true);
    await own.goto(app);
    const model = await own.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url);
      const { outputs } = await model.predict([1, 2, 3, 4]);
      return { name: model.name, y: [...(outputs['y']?.data as Float32Array)] };
    }, url);
    expect(model).toEqual({ name: 'Three from four', y: right });
    await context.close();
  });
});
