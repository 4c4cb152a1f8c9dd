import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/index.js';
import * as faults from '../support/faults.js';
import { bigModel, type TestModel } from '../support/models/index.js';
import { packageOf, servePackage, weightsFile, withManifest, type TestPackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { damage, sha256 } from '../support/stored-files.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const model = bigModel(400_000, { shards: 4 });
const last = [...model.files.keys()].at(-1)!;

/** The model with the last of its weights raised by one: of its four weight files, one differs. */
function changed(): TestModel {
  const bytes = model.files.get(last)!.slice();
  const view = new DataView(bytes.buffer);
  view.setFloat32(bytes.length - 4, view.getFloat32(bytes.length - 4, true) + 1, true);
  const expected = model.expected['y']!;
  const data = Float32Array.from(expected.data as Float32Array, (value, i) => (i === 3 ? value + 1 : value));
  return { ...model, files: new Map([...model.files, [last, bytes]]), expected: { y: { ...expected, data } } };
}

const one = packageOf(model, { version: '1.0.0', release: 1 });
const two = packageOf(changed(), { version: '1.1.0', release: 2 });
const shards = (of: TestPackage) => [...of.files.keys()].filter((file) => file.startsWith('weights-'));
const [newShard] = shards(two).filter((file) => !one.files.has(file)) as [string];
const answerOf = (of: TestModel) =>
  Array.from(of.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 4) as number);
const right = { one: answerOf(model), two: answerOf(changed()) };

let page: Page;
let folder = '';
let folders = 0;
let url = '';

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(async () => {
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `update-${String(++folders)}`;
  url = servePackage(server, one, folder);
});

let loads = 0;

async function load(cache?: LoadOptions['cache'], at = url) {
  // What a load that failed had asked for at once may arrive later, and is no request of the next one.
  const mark = String(++loads);
  server.clearLog();
  const outcome = await page.evaluate(
    async ([url, mark, cache]) => {
      const loading = window.edgewise.loadModel(url, { cache, requestInit: { headers: { 'X-Load': mark } } });
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      if (!model) return { failure };
      const { outputs } = await model.predict([1, 2, 3, 4]);
      const { version, loadReport: report, digest } = model;
      await model.dispose();
      return { failure, version, report, digest, y: [...(outputs['y']?.data as Float32Array)] };
    },
    [at, mark, cache] as const,
  );
  const mine = server.log(/^\/m\//).filter(({ headers }) => (headers['x-load'] ?? mark) === mark);
  return { ...outcome, requests: mine.map(({ path }) => path.split('/').at(-1)!) };
}

/** What loading without a network gives: what the store has. */
const kept = async () => {
  const { version, y, failure, requests } = await load('only-if-cached');
  expect(requests).toEqual([]);
  return { version, y, failure };
};
const stored = {
  one: { version: '1.0.0', y: right.one, failure: null },
  two: { version: '1.1.0', y: right.two, failure: null },
};
const own = (of: TestPackage) => [...of.files.keys()].filter((file) => !shards(of).includes(file));

describe('a new version', () => {
  test('brings the files that changed, and nothing else', async () => {
    expect(shards(two).filter((file) => one.files.has(file))).toHaveLength(3);
    await load();
    servePackage(server, two, folder);
    const update = await load();
    const expected = [...own(two), newShard];
    expect(update.requests.sort()).toEqual(expected.sort());
    expect(update).toMatchObject({ version: '1.1.0', y: right.two });
    const bytes = expected.reduce((sum, file) => sum + two.files.get(file)!.length, 0);
    expect(update.report).toMatchObject({ fromCache: false, stored: true, downloadedBytes: bytes });
    expect(await kept()).toEqual(stored.two);
    // What only the old version had is gone.
    const { bytes: used } = await page.evaluate(() => window.edgewise.store.usage());
    expect(used).toBe([...two.files.values()].reduce((sum, file) => sum + file.length, 0));
  });

  test('at another URL shares what it can with the first', async () => {
    await load();
    const at = servePackage(server, two, `${folder}-two`);
    const { requests, y } = await load('default', at);
    expect(requests.sort()).toEqual([...own(two), newShard].sort());
    expect(y).toEqual(right.two);
    // Each has what it needs, whichever goes.
    await page.evaluate((url) => window.edgewise.store.delete(url), url);
    expect(await load('only-if-cached', at)).toMatchObject({ y: right.two, failure: null });
  });

  test('has what it shares even where the first goes meanwhile', async () => {
    await load();
    const at = servePackage(server, two, `${folder}-two`);
    const held = new faults.Held(two.files.get(newShard)!);
    server.files.set(`/m/${folder}-two/${newShard}`, held.handler);
    const loading = load('default', at);
    await held.requested;
    await page.evaluate((url) => window.edgewise.store.delete(url), url);
    held.release();
    expect(await loading).toMatchObject({ y: right.two, report: { stored: true } });
    expect(await load('only-if-cached', at)).toMatchObject({ y: right.two, failure: null, requests: [] });
  });

  test('is fetched whole with reload and no-store', async () => {
    await load();
    for (const cache of ['reload', 'no-store'] as const) {
      expect((await load(cache)).requests.sort()).toEqual([...one.files.keys()].sort());
    }
  });

  test('fetches what the store has damaged', async () => {
    await load();
    const damaged = shards(one).find((file) => two.files.has(file))!;
    await damage(page, one.files.get(damaged)!, 'flip');
    servePackage(server, two, folder);
    const update = await load();
    expect(update.requests.sort()).toEqual([...own(two), newShard, damaged].sort());
    expect(await kept()).toEqual(stored.two);
  });

  test('that changes words alone brings the manifest', async () => {
    await load();
    servePackage(
      server,
      withManifest(one, (m) => (m.description = 'Adds.')),
      folder,
    );
    const { requests, digest, y } = await load();
    expect(requests).toEqual(['manifest.json']);
    expect(digest).toBe(sha256(server.files.get(url) instanceof Function ? '' : (server.files.get(url) as any).body));
    expect(y).toEqual(right.one);
  });
});

describe('a new version that fails leaves the old one whole', () => {
  const fileOf = { shard: newShard, 'model.json': 'model.json', 'examples.json': 'examples.json' };
  const cases = Object.entries(fileOf).flatMap(([what, file]) => [
    [what, 'with a bit flipped', file, faults.flipped(two.files.get(file)!, 40), 'integrity'] as const,
    [
      what,
      'of the old version',
      file,
      faults.well(one.files.get(file) ?? one.files.get(shards(one)[3]!)!),
      'integrity',
    ] as const,
    [what, 'that is not there', file, faults.status(404), 'network'] as const,
  ]);
  // model.json names the weights by their digests: the old one is another file.
  test.each(cases)('%s %s', async (_, __, file, fault, code) => {
    await load();
    servePackage(server, two, folder);
    server.files.set(`/m/${folder}/${file}`, fault);
    const failed = await load();
    expect(failed.failure).toMatchObject({ edgewise: true, code });
    expect(await kept()).toEqual(stored.one);
    servePackage(server, two, folder);
    expect(await load()).toMatchObject({ failure: null, version: '1.1.0', y: right.two });
    expect(await kept()).toEqual(stored.two);
  });

  test.each<[string, (m: any) => unknown, string?]>([
    ['its manifest is not sound', (m) => (m.release = 0)],
    ['its manifest has expired', (m) => (m.expires = '2020-01-01T00:00:00Z'), 'signature'],
    ['its manifest contradicts its model.json', (m) => (m.inputs[0].shape = [7])],
    ['its examples are fewer than it says', (m) => (m.examples.count = 2)],
  ])('%s', async (_, change, code = 'invalid-model') => {
    await load();
    servePackage(server, withManifest(two, change), folder);
    expect(await load()).toMatchObject({ failure: { edgewise: true, code } });
    expect(await kept()).toEqual(stored.one);
  });

  test('the manifest is cut, or a log-in page: the old one goes on, with a warning', async () => {
    await load();
    for (const fault of [faults.html(), faults.truncated(two.files.get('manifest.json')!, 90), faults.status(503)]) {
      server.files.set(url, fault);
      const { report, version, failure } = await load();
      expect({ failure, version }).toEqual({ failure: null, version: '1.0.0' });
      expect(report?.warnings).toEqual([expect.stringMatching(/^The stored copy is used/)]);
    }
  });
});

test('the shards of the two are called by what they hold', () => {
  for (const file of shards(two)) expect(file).toBe(weightsFile(two.files.get(file)!));
});
