import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/index.js';
import * as faults from '../support/faults.js';
import { linearPackage, servePackage } from '../support/packages.js';
import { openServer } from '../support/server.js';
import { signed, testKey } from '../support/signing.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const [old, successor, stranger] = [testKey(), testKey(), testKey()];
const keys = [old.publicKey];

const release = (n: number, ...by: (typeof old)[]) =>
  signed(linearPackage({ version: `${n}.0.0`, release: n }), ...(by.length > 0 ? by : [old]));

let page: Page;
let folder = '';
let folders = 0;
let url = '';

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(async () => {
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `signing-update-${String(++folders)}`;
  url = `/m/${folder}/manifest.json`;
});

const serve = (of: ReturnType<typeof release>) => servePackage(server, of, folder);
const answer = (file: string, handler: faults.Handler) => server.files.set(`/m/${folder}/${file}`, handler);
const file = (of: ReturnType<typeof release>, name: string) => of.files.get(name)!;

async function load(options: Pick<LoadOptions, 'cache' | 'trustedKeys'> = { trustedKeys: keys }) {
  server.clearLog();
  const outcome = await page.evaluate(
    async ([url, options]) => {
      const loading = window.edgewise.loadModel(url, options);
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      await model?.dispose();
      return { failure, version: model?.version ?? null, warnings: model?.loadReport.warnings };
    },
    [url, options] as const,
  );
  return { ...outcome, requests: server.log(/^\/m\//).map(({ path }) => path.split('/').at(-1)!) };
}

const kept = (trustedKeys: readonly string[] = keys) => load({ cache: 'only-if-cached', trustedKeys });
const loaded = (n: number) => ({ failure: null, version: `${n}.0.0` });
const refused = (reason: string, facts = {}) => ({
  version: null,
  failure: { edgewise: true, code: 'signature', details: { reason, ...facts } },
});

describe('a new version that is refused leaves the old one whole', () => {
  test.each<[string, string, () => void]>([
    ['unsigned', 'unsigned', () => answer('manifest.sig', faults.status(404))],
    ['signed by another key', 'unknown-key', () => serve(release(6, stranger))],
    ['with the old signature', 'invalid', () => answer('manifest.sig', faults.well(file(release(5), 'manifest.sig')))],
    ['of a lower release', 'rolled-back', () => serve(release(4))],
  ])('%s', async (_, reason, change) => {
    serve(release(5));
    expect(await load()).toMatchObject(loaded(5));
    serve(release(6));
    change();
    const update = await load();
    expect(update).toMatchObject(refused(reason));
    expect(update.requests.filter((name) => !name.startsWith('manifest.'))).toEqual([]);
    expect(await kept()).toMatchObject(loaded(5));
    // The positive control: it is this change alone that was refused.
    serve(release(6));
    expect(await load()).toMatchObject(loaded(6));
    expect(await kept()).toMatchObject(loaded(6));
  });

  test('whose signature cannot be fetched: the stored version goes on, with a warning', async () => {
    serve(release(5));
    await load();
    serve(release(6));
    answer('manifest.sig', faults.status(503));
    expect(await load()).toMatchObject({ ...loaded(5), warnings: [expect.stringMatching(/^The stored copy is used/)] });
  });
});

describe('the highest release', () => {
  test('is kept over updates, pins and loads without keys, and forgotten with the model', async () => {
    serve(release(7));
    await load();
    await page.evaluate((url) => window.edgewise.store.pin(url), url);
    serve(release(3));
    const lower = refused('rolled-back', { release: 3, highest: 7 });
    for (const cache of ['default', 'reload', 'no-store'] as const) {
      expect(await load({ cache, trustedKeys: keys })).toMatchObject(lower);
    }
    // Who names no keys gets what is there; who names them still does not.
    expect(await load({})).toMatchObject(loaded(3));
    expect(await load()).toMatchObject(lower);
    expect(await kept()).toMatchObject(refused('unsigned'));
    expect((await page.evaluate(() => window.edgewise.store.list()))[0]).toMatchObject({ pinned: true });
    await page.evaluate((url) => window.edgewise.store.delete(url), url);
    expect(await load()).toMatchObject(loaded(3));
    await page.evaluate(() => window.edgewise.store.clear());
    serve(release(1));
    expect(await load()).toMatchObject(loaded(1));
  });

  test('may come again with other bytes', async () => {
    serve(release(7));
    await load();
    serve(signed(linearPackage({ version: '7.0.1', release: 7 }), old));
    expect(await load()).toMatchObject({ failure: null, version: '7.0.1' });
  });

  test('is not raised by what nobody trusted signed', async () => {
    serve(release(9, stranger));
    expect(await load()).toMatchObject(refused('unknown-key'));
    expect(await load({})).toMatchObject(loaded(9));
    serve(release(2));
    expect(await load()).toMatchObject(loaded(2));
  });
});

describe('a model that was loaded without keys', () => {
  test('is verified when keys are named later, where its signature can be had', async () => {
    serve(release(1));
    expect(await load({})).toMatchObject(loaded(1));
    expect(await kept()).toMatchObject({ ...refused('unsigned'), requests: [] });
    expect(await load()).toMatchObject({ ...loaded(1), requests: ['manifest.json', 'manifest.sig'] });
    expect(await kept()).toMatchObject({ ...loaded(1), requests: [] });
    // Once is enough.
    expect((await load()).requests).toEqual(['manifest.json']);
  });

  test('and is unsigned, is refused', async () => {
    servePackage(server, linearPackage(), folder);
    expect(await load({})).toMatchObject({ failure: null });
    expect(await load()).toMatchObject(refused('unsigned'));
    expect(await load({})).toMatchObject({ failure: null });
  });
});

describe('keys that change', () => {
  test('a package by both goes over from one to the other', async () => {
    const both = release(1, old, successor);
    serve(release(1));
    await load();
    serve(both);
    // The manifest is the same; the page now trusts the new key alone.
    expect(await load({ trustedKeys: [successor.publicKey] })).toMatchObject(loaded(1));
    expect(await kept([successor.publicKey])).toMatchObject({ ...loaded(1), requests: [] });
    expect(await kept()).toMatchObject(loaded(1));
    serve(release(2, successor));
    expect(await load()).toMatchObject(refused('unknown-key', { keys: [successor.publicKey] }));
    expect(await load({ trustedKeys: [...keys, successor.publicKey] })).toMatchObject(loaded(2));
  });
});

describe('a manifest and a signature that are deployed one after the other', () => {
  test.each(['manifest.json', 'manifest.sig'])('the old %s once: both are asked for again', async (late) => {
    const [before, after] = [release(1), release(2)];
    serve(after);
    answer(late, faults.inTurn(faults.well(file(before, late)), faults.well(file(after, late))));
    const outcome = await load();
    expect(outcome).toMatchObject(loaded(2));
    expect(outcome.requests.slice(0, 4)).toEqual(['manifest.json', 'manifest.sig', 'manifest.json', 'manifest.sig']);
    expect(server.log(url)[1]?.headers['cache-control']).toBe('no-cache');
  });

  test('the old one for longer: refused in words, and loaded once both are there', async () => {
    serve(release(2));
    answer('manifest.sig', faults.well(file(release(1), 'manifest.sig')));
    const { failure } = await load();
    expect(failure?.message).toMatch(
      /Deploy manifest\.json and manifest\.sig of one package together, then load again/,
    );
    serve(release(2));
    expect(await load()).toMatchObject(loaded(2));
  });
});
