import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as faults from '../support/faults.js';
import { utf8 } from '../support/models/bytes.js';
import { linear, linearVariants } from '../support/models/index.js';
import { linearPackage, packageOf, servePackage, withManifest, type TestPackage } from '../support/packages.js';
import { serveModel, type PlainLoadOptions } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { sha256 } from '../support/stored-files.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer({ cors: '*' });
const sound = linearPackage({ profile: { rows: 3 } });
const weights = [...sound.files.keys()].find((file) => file.startsWith('weights-'))!;
const artifacts = ['model.json', weights, 'examples.json', 'profile.json'];
let page: Page;
let folder = '';
let folders = 0;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(async () => {
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `faults-${String(++folders)}`;
});

async function load(
  url = `/m/${folder}/manifest.json`,
  options: Pick<PlainLoadOptions, 'cache'> & { requestInit?: { credentials: 'include' } } = {},
) {
  server.clearLog();
  const outcome = await page.evaluate(
    async ([url, options]) => {
      const loading = window.edgewise.loadModel(url, options);
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      await model?.dispose();
      return { failure, report: model?.loadReport, stored: (await window.edgewise.store.list()).length };
    },
    [url, options] as const,
  );
  // What a load before this one had asked for at once, and failed, may arrive later: it lies in an earlier folder.
  const asked = server
    .log(/^\/m\//)
    .filter(({ path }) => !/^\/m\/faults-\d+\//.test(path) || path.includes(`/${folder}/`));
  const requests = asked.map(({ path }) => path.replace(`/m/${folder}/`, ''));
  return { ...outcome, requests };
}

const bytesOf = (file: string) => sound.files.get(file)!;

describe.each(artifacts)('%s', (file) => {
  const bytes = bytesOf(file);
  test.each<[string, faults.Handler]>([
    ['with one bit flipped', faults.flipped(bytes, bytes.length >> 1)],
    ['cut, with its own length', faults.well(bytes.slice(0, -1))],
    ['empty', faults.well('')],
    ['with a byte behind its end', faults.trailing(bytes, ' ')],
    ['with a mebibyte behind its end', faults.trailing(bytes, new Uint8Array(2 ** 20))],
    ['where an HTML page comes in its place', faults.html()],
    ['where a large HTML page comes in its place', faults.html(`<!doctype html>${'<p>Sign in</p>'.repeat(1000)}`)],
    ['that is another file of the package', faults.well(bytesOf(file === weights ? 'model.json' : weights))],
  ])('%s is refused, and nothing kept', async (_, fault) => {
    servePackage(server, sound, folder);
    server.files.set(`/m/${folder}/${file}`, fault);
    const { failure, stored } = await load();
    expect(failure).toMatchObject({ edgewise: true, code: 'integrity', details: { file } });
    expect(failure?.message).toContain(file);
    expect(stored).toBe(0);
  });

  test('as it is: the positive control', async () => {
    servePackage(server, sound, folder);
    server.files.set(`/m/${folder}/${file}`, faults.well(bytes));
    expect(await load()).toMatchObject({ failure: null, stored: 1 });
  });
});

test('a flip passes where nothing is known of the bytes: a plain model.json loads it', async () => {
  serveModel(server, linear(), folder);
  const [path, bytes] = [...linear().files][1]!;
  server.files.set(`/m/${folder}/${path}`, faults.flipped(bytes, bytes.length >> 1));
  expect(await load(`/m/${folder}/model.json`)).toMatchObject({ failure: null, stored: 1 });
});

test('a shard of another version of the package', async () => {
  const other = packageOf(linearVariants().find(({ name }) => name === 'linear-uint16')!);
  servePackage(server, sound, folder);
  const [, stranger] = [...other.files].find(([file]) => file.startsWith('weights-'))!;
  const padded = utf8(' '.repeat(bytesOf(weights).length));
  padded.set(stranger);
  server.files.set(`/m/${folder}/${weights}`, { body: padded });
  const { failure, requests } = await load();
  expect(failure).toMatchObject({
    ...{ edgewise: true, code: 'integrity' },
    details: { file: weights, expected: sha256(bytesOf(weights)), actual: sha256(padded) },
  });
  expect(failure?.message).toMatch(/Deploy the manifest together with all of its files/);
  // Once more past every cache, since one might have held an older file; then it is the server's fault.
  expect(requests.filter((file) => file === weights)).toHaveLength(2);
});

test('what only a cache on the way had wrong is fetched past it', async () => {
  servePackage(server, sound, folder);
  const fault = faults.inTurn(faults.flipped(bytesOf(weights), 9), faults.well(bytesOf(weights)));
  server.files.set(`/m/${folder}/${weights}`, fault);
  expect(await load()).toMatchObject({ failure: null, stored: 1 });
});

describe('a manifest that is not sound is refused before any other file is asked for', () => {
  const first = (m: any) => m.artifacts.find(({ role }: any) => role === 'weights');
  const named = (file: string) => (m: any) => {
    first(m).file = file;
  };
  test.each<[string, (manifest: any) => unknown, string]>([
    ...[
      '../secret.bin',
      '%2e%2e/secret.bin',
      '..',
      'a/b.bin',
      'a.bin?x=1',
      'https://evil/a.bin',
      '//evil/a.bin',
      '/etc/a',
    ].map((file): [string, (manifest: any) => unknown, string] => [`names ${file}`, named(file), 'artifacts[1].file']),
    ['names itself', named('manifest.json'), 'artifacts[1].file'],
    ['names its signature', named('manifest.sig'), 'artifacts[1].file'],
    ['names model.json twice', named('Model.json'), 'artifacts[1].file'],
    ['has a digest that is none', (m) => (first(m).sha256 = 'x'), 'artifacts[1].sha256'],
    ['promises negative bytes', (m) => (first(m).bytes = -1), 'artifacts[1].bytes'],
    ['promises too many bytes', (m) => (first(m).bytes = 2 ** 27), 'shard'],
    ['lacks its name', (m) => delete m.name, 'name'],
    ['is of a newer schema', (m) => (m.schemaVersion = 2), 'schemaVersion'],
    ['has no model', (m) => m.artifacts.shift(), 'artifacts'],
    ['is of another format', (m) => (m.format = 'edgewise-parcel'), 'format'],
    ['has expired', (m) => (m.expires = '2020-01-01T00:00:00Z'), 'expires'],
  ])('%s', async (_, change, field) => {
    servePackage(server, withManifest(sound, change), folder);
    const { failure, requests, stored } = await load();
    expect(failure).toMatchObject({
      edgewise: true,
      details: { url: `${server.origin}/m/${folder}/manifest.json`, field },
    });
    expect(['invalid-model', 'limit', 'signature']).toContain(failure?.code);
    expect(requests).toEqual(['manifest.json']);
    expect(stored).toBe(0);
  });

  test.each<[string, faults.Handler, object]>([
    ['an HTML page', faults.html(), { code: 'invalid-model', details: { received: 'html' } }],
    ['no JSON', faults.well('manifest'), { code: 'invalid-model', details: { received: 'not-json' } }],
    ['a web application’s manifest', faults.well('{"name": "App", "icons": []}'), { details: { field: 'format' } }],
    ['cut', faults.truncated(bytesOf('manifest.json'), 100), { code: 'integrity' }],
    ['larger than a mebibyte', faults.trailing(bytesOf('manifest.json'), ' '.repeat(2 ** 20)), { code: 'limit' }],
    ['not there', faults.status(404), { code: 'network', details: { status: 404 } }],
  ])('%s', async (_, fault, failure) => {
    servePackage(server, sound, folder);
    server.files.set(`/m/${folder}/manifest.json`, fault);
    const outcome = await load();
    expect(outcome).toMatchObject({ failure: { edgewise: true, ...failure }, stored: 0 });
    expect(new Set(outcome.requests)).toEqual(new Set(['manifest.json']));
  });
});

describe('a manifest that contradicts its model.json', () => {
  const rewritten = (change: (m: any) => unknown): TestPackage => withManifest(sound, change);
  test.each<[string, (m: any) => unknown, string]>([
    ['in the length of its weights', (m) => m.quantization.storedBytes++, 'quantization.storedBytes'],
    ['in a dtype', (m) => (m.inputs[0].dtype = 'int32'), 'inputs[0].dtype'],
    ['in a shape', (m) => (m.inputs[0].shape = [null, 5]), 'inputs[0].shape'],
    ['in a name', (m) => (m.outputs[0].name = 'z'), 'outputs'],
    ['in the number of examples', (m) => (m.examples.count = 4), 'examples.count'],
  ])('%s', async (_, change, field) => {
    servePackage(server, rewritten(change), folder);
    expect(await load()).toMatchObject({
      failure: { edgewise: true, code: 'invalid-model', details: { field } },
      stored: 0,
    });
  });

  test('where only TF.js can tell: a graph without a signature', async () => {
    const bare = linearPackage({ described: {} });
    const json = JSON.parse(new TextDecoder().decode(bare.files.get('model.json'))) as Record<string, unknown>;
    delete json['signature'];
    const body = utf8(JSON.stringify(json));
    const digest = { bytes: body.length, sha256: sha256(body) };
    const changed = withManifest(bare, (m) => Object.assign(m.artifacts[0], digest));
    servePackage(server, { ...changed, files: changed.files.set('model.json', body) }, folder);
    // Its placeholder is called otherwise than the signature calls it.
    expect(await load()).toMatchObject({
      failure: { edgewise: true, code: 'invalid-model', details: { field: 'inputs' } },
      stored: 0,
    });
  });
});

describe('redirects to another origin', () => {
  const elsewhere = (file: string) => faults.redirect(`${server.otherOrigin}/m/${folder}/moved-${file}`);
  beforeEach(() => {
    servePackage(server, sound, folder);
    for (const file of sound.files.keys()) server.files.set(`/m/${folder}/moved-${file}`, { body: bytesOf(file) });
  });

  test('are followed for what the manifest names, without cookies', async () => {
    await page.context().addCookies([{ name: 'session', value: '1', url: server.origin }]);
    server.files.set(`/m/${folder}/${weights}`, elsewhere(weights));
    const outcome = await load(undefined, { requestInit: { credentials: 'include' } });
    expect(outcome).toMatchObject({ failure: null, stored: 1 });
    const moved = server.log(`/m/${folder}/moved-${weights}`);
    expect(moved.map(({ at, headers }) => [at, headers.cookie])).toEqual([['otherOrigin', undefined]]);
    const [own] = server.log(`/m/${folder}/${weights}`);
    expect(own?.headers.cookie).toBe('session=1');
  });

  test('are not followed to a wrong file', async () => {
    server.files.set(`/m/${folder}/${weights}`, elsewhere(weights));
    server.files.set(`/m/${folder}/moved-${weights}`, faults.flipped(bytesOf(weights), 3));
    expect(await load()).toMatchObject({ failure: { code: 'integrity' }, stored: 0 });
  });

  test('are refused for the manifest itself; a stored package stays', async () => {
    expect(await load()).toMatchObject({ failure: null });
    const changed = withManifest(sound, (m) => (m.release = 2)).files.get('manifest.json')!;
    server.files.set(`/m/${folder}/moved-manifest.json`, { body: changed });
    server.files.set(`/m/${folder}/manifest.json`, elsewhere('manifest.json'));
    const refused = await load();
    expect(refused).toMatchObject({
      failure: { edgewise: true, code: 'network', details: { actual: server.otherOrigin } },
      requests: ['manifest.json', 'moved-manifest.json'],
      stored: 1,
    });
    expect(await load(undefined, { cache: 'only-if-cached' })).toMatchObject({ failure: null });
  });
});

test('a stored package that has expired is not loaded, with or without a network', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  servePackage(server, linearPackage({ expires: soon }), folder);
  expect(await load()).toMatchObject({ failure: null, stored: 1 });
  const { page: later } = await openTestPage(server, { context: page.context() });
  const failuresNow = () =>
    later.evaluate(
      async ([url]) => {
        const failures = [];
        for (const cache of ['default', 'only-if-cached'] as const) {
          failures.push(await failureOf(window.edgewise.loadModel(url, { cache, worker: false })));
        }
        return failures;
      },
      [`/m/${folder}/manifest.json`] as const,
    );
  expect(await failuresNow()).toEqual([null, null]);
  await later.clock.setFixedTime(Date.now() + 7_200_000);
  const failures = await failuresNow();
  for (const failure of failures) {
    expect(failure).toMatchObject({
      edgewise: true,
      code: 'signature',
      details: { reason: 'expired', field: 'expires', expires: soon },
    });
    expect(failure?.message).toContain(`expired on ${soon}`);
  }
});
