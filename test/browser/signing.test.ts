import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../src/index.js';
import { openBrowser } from '../support/browser.js';
import * as faults from '../support/faults.js';
import { linear } from '../support/models/index.js';
import { linearPackage, servePackage, withManifest, type TestPackage } from '../support/packages.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { signed, signingFile, testKey } from '../support/signing.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer({ cors: '*' });
const publisher = testKey();
const successor = testKey();
const stranger = testKey();
const mine = [publisher.publicKey];
const bytesOf = (of: TestPackage, file = 'manifest.sig') => of.files.get(file)!;

const one = signed(linearPackage({ version: '1.0.0', release: 1 }), publisher);
const two = signed(linearPackage({ version: '2.0.0', release: 2 }), publisher);

let page: Page;
let folder = '';
let folders = 0;
let url = '';
const sig = () => `/m/${folder}/manifest.sig`;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
});
beforeEach(async () => {
  await page.evaluate(() => window.edgewise.store.clear());
  folder = `signing-${String(++folders)}`;
  url = servePackage(server, one, folder);
});

type Given = Pick<LoadOptions, 'cache' | 'trustedKeys' | 'worker'>;

async function load(options: Given = { trustedKeys: mine }, at = url, on = page) {
  server.clearLog();
  const outcome = await on.evaluate(
    async ([url, options]) => {
      const loading = window.edgewise.loadModel(url, options);
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      await model?.dispose();
      const { version = null, loadReport: report } = model ?? {};
      return { failure, version, report };
    },
    [at, options] as const,
  );
  const requests = server.log(/^\/m\//).map(({ path }) => path.split('/').at(-1)!);
  return { ...outcome, requests };
}

const kept = () => load({ cache: 'only-if-cached', trustedKeys: mine });
const stored = () => page.evaluate(() => window.edgewise.store.list());
const refusedFor = (reason: string, facts = {}) => ({
  version: null,
  failure: { edgewise: true, code: 'signature', details: { reason, ...facts } },
});

describe('a package that a trusted key signed', () => {
  test('is loaded, and verified again from the store without a network', async () => {
    const first = await load();
    expect(first).toMatchObject({ failure: null, version: '1.0.0', report: { stored: true, fromCache: false } });
    expect(first.requests.slice(0, 2)).toEqual(['manifest.json', 'manifest.sig']);
    expect(await load()).toMatchObject({ failure: null, report: { fromCache: true }, requests: ['manifest.json'] });
    expect(await kept()).toMatchObject({ failure: null, version: '1.0.0', requests: [] });
    expect(await load({ cache: 'only-if-cached', trustedKeys: [stranger.publicKey] })).toMatchObject(
      refusedFor('unknown-key', { keys: mine }),
    );
  });

  test('is loaded on the page, past the caches, and by the query string of its URL', async () => {
    for (const given of [{ worker: false }, { cache: 'reload' }, { cache: 'no-store' }] as const) {
      expect(await load({ trustedKeys: mine, ...given })).toMatchObject({ failure: null, version: '1.0.0' });
    }
    expect(await load({ trustedKeys: mine }, `${url}?token=1`)).toMatchObject({ failure: null });
    expect(server.log(sig()).map(({ query }) => query)).toEqual(['?token=1']);
  });

  test('costs no request more where nobody asks who signed it', async () => {
    expect((await load({})).requests).not.toContain('manifest.sig');
  });

  test('may be signed by several, of whom one is trusted', async () => {
    servePackage(server, signed(one, stranger, successor, publisher), folder);
    expect(await load()).toMatchObject({ failure: null, version: '1.0.0' });
  });
});

describe('refused before anything that the manifest names is asked for', () => {
  const manifest = bytesOf(one, 'manifest.json');
  const cases: [string, string, Map<string, faults.Handler>][] = [
    ['without a signature', 'unsigned', new Map([['manifest.sig', faults.status(404)]])],
    ['where a storage service denies it', 'unsigned', new Map([['manifest.sig', faults.status(403)]])],
    ['where a page comes in its place', 'unsigned', new Map([['manifest.sig', faults.html()]])],
    ['signed by another key', 'unknown-key', new Map([['manifest.sig', faults.well(signingFile(manifest, stranger))]])],
    ['with the signature of another manifest', 'invalid', new Map([['manifest.sig', faults.well(bytesOf(two))]])],
    ['with another manifest', 'invalid', new Map([['manifest.json', faults.well(bytesOf(two, 'manifest.json'))]])],
    ['with a manifest that lost its meaning', 'invalid', new Map([['manifest.json', faults.flipped(manifest, 3)]])],
    ['with a signature that is cut', 'invalid', new Map([['manifest.sig', faults.well(bytesOf(one).slice(0, -9))]])],
    ['with a bit of the signature flipped', 'invalid', new Map([['manifest.sig', faults.flipped(bytesOf(one), 190)]])],
    ['with an empty signature', 'invalid', new Map([['manifest.sig', faults.well('')]])],
    ['with a huge one', 'invalid', new Map([['manifest.sig', faults.well(' '.repeat(2 ** 20))]])],
    ['with a valid signature beside a wrong one', 'invalid', new Map([['manifest.sig', faults.well(mixed())]])],
  ];
  function mixed() {
    const [right, wrong] = [bytesOf(one), signingFile(bytesOf(two, 'manifest.json'), successor)].map(
      (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as { signatures: unknown[] },
    );
    const both = { ...right, signatures: [...right!.signatures, ...wrong!.signatures] };
    return `${JSON.stringify(both, null, 2)}\n`;
  }

  test.each(cases)('%s: %s', async (_, reason, answers) => {
    for (const [file, answer] of answers) server.files.set(`/m/${folder}/${file}`, answer);
    const refused = await load();
    expect(refused).toMatchObject(refusedFor(reason));
    expect(refused.requests.filter((file) => !file.startsWith('manifest.'))).toEqual([]);
    expect(await stored()).toEqual([]);
    servePackage(server, one, folder);
    expect(await load()).toMatchObject({ failure: null });
  });

  test('a plain model.json', async () => {
    const plain = serveModel(server, linear(), `${folder}-plain`);
    const refused = await load({ trustedKeys: mine }, plain);
    expect(refused).toMatchObject(refusedFor('unsigned'));
    expect(refused.requests).toEqual(['model.json', 'manifest.sig']);
    expect(await load({}, plain)).toMatchObject({ failure: null });
    expect(await load({ trustedKeys: mine, cache: 'only-if-cached' }, plain)).toMatchObject(refusedFor('unsigned'));
  });

  test('a plain model.json, though a trusted key signed it: its weights would be anyone’s', async () => {
    const plain = serveModel(server, linear(), `${folder}-plain`);
    const file = signingFile(linear().files.get('model.json')!, publisher);
    server.files.set(`/m/${folder}-plain/manifest.sig`, { body: file });
    expect(await load({ trustedKeys: mine }, plain)).toMatchObject(refusedFor('unsigned'));
  });

  test('everything, where the list of keys is empty, without a request', async () => {
    expect(await load({ trustedKeys: [] })).toMatchObject({ ...refusedFor('unknown-key'), requests: [] });
  });

  test('a package that expired, whoever signed it, and whoever asks', async () => {
    const old = { ...one, manifest: { ...one.manifest, expires: '2020-01-01T00:00:00Z' } };
    servePackage(
      server,
      signed(
        withManifest(one, (m) => (m.expires = old.manifest.expires)),
        publisher,
      ),
      folder,
    );
    for (const given of [{ trustedKeys: mine }, {}]) {
      expect(await load(given)).toMatchObject(refusedFor('expired', { expires: '2020-01-01T00:00:00Z' }));
    }
  });

  test('a signature from another origin', async () => {
    server.files.set(sig(), faults.redirect(`${server.otherOrigin}/m/${folder}/elsewhere`));
    server.files.set(`/m/${folder}/elsewhere`, { body: bytesOf(one) });
    expect((await load()).failure).toMatchObject({ code: 'network', details: { actual: server.otherOrigin } });
  });
});

describe('keys that nobody should trust', () => {
  const sound = mine[0]!;
  test.each<[string, unknown, string]>([
    ['of small order', Buffer.alloc(32).toString('base64url'), 'trustedKeys[0]'],
    ['too short', sound.slice(1), 'trustedKeys[0]'],
    ['with padding', `${sound}=`, 'trustedKeys[0]'],
    ['in hexadecimal', Buffer.from(sound, 'base64url').toString('hex'), 'trustedKeys[0]'],
    ['that is no text', 7, 'trustedKeys[0]'],
    ['undefined', undefined, 'trustedKeys[0]'],
  ])('%s: named by its place, without a request', async (_, key, field) => {
    const outcome = await load({ trustedKeys: [key as string] });
    expect(outcome.failure).toMatchObject({ edgewise: true, code: 'input', details: { field } });
    expect(outcome.requests).toEqual([]);
  });

  test.each([[sound], null, 'text', {}])('the place in the list is told, or that %j is none', async (value) => {
    const trustedKeys = Array.isArray(value) ? [...value, 'AAAA'] : value;
    const { failure } = await load({ trustedKeys: trustedKeys as string[] });
    expect(failure).toMatchObject({
      code: 'input',
      details: { field: Array.isArray(value) ? 'trustedKeys[1]' : 'trustedKeys' },
    });
  });
});

test('a page on plain http cannot verify, and says so; on localhost it can', async () => {
  const host = 'phone.lan';
  const { page: insecure } = await openTestPage(server, { browser: await openBrowser({ hosts: [host] }), host });
  expect(await insecure.evaluate(() => typeof crypto.subtle)).toBe('undefined');
  const refused = await load({ trustedKeys: mine }, url, insecure);
  expect(refused.failure).toMatchObject({ code: 'environment', details: { missing: 'crypto.subtle' } });
  expect(refused.failure?.message).toMatch(/plain http.*https \(or from localhost\)/);
  expect(refused.requests).toEqual([]);
  expect(await load({}, url, insecure)).toMatchObject({ failure: null });
  expect(await load()).toMatchObject({ failure: null });
});
