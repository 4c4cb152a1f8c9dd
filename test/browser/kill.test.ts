import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { serveAltered } from '../support/altered-library.js';
import { KillableBrowser } from '../support/killable-browser.js';
import { bigModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const profile = await mkdtemp(path.join(tmpdir(), 'edgewise-kill-'));
/** Two versions of one model; the second has more bytes, since equal model.jsons are the same model. */
const versions = [bigModel(6_000_000, { seed: 1 }), bigModel(6_100_000, { seed: 2 })] as const;
const url = '/m/killed/model.json';

afterAll(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));

/** Asks the server to kill the browser, and waits for that without a turn of the event loop. */
const kill = `{ const r = new XMLHttpRequest(); r.open('GET', '${server.origin}/kill', false); r.send(); }`;
const inPut = (nth: number) => `
  const put = IDBObjectStore.prototype.put;
  let puts = 0;
  IDBObjectStore.prototype.put = function (...values) {
    const request = put.apply(this, values);
    if (++puts === ${String(nth)}) ${kill}
    return request;
  }`;
const atLastPutAnswer = `
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = put.call(this, value, key);
    if (key[0] === 'model') request.addEventListener('success', () => ${kill});
    return request;
  }`;
const atCommit = `
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...values) {
    const transaction = begin.apply(this, values);
    if (values[2].durability === 'strict') transaction.addEventListener('complete', () => ${kill});
    return transaction;
  }`;
/** Right behind the last request of the transaction, while the browser's process writes it. */
const whileCommitting = `
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = put.call(this, value, key);
    if (key[0] === 'model') { this.transaction.commit(); ${kill} }
    return request;
  }`;

async function openProfile(): Promise<KillableBrowser> {
  const browser = await KillableBrowser.open(profile);
  onTestFinished(() => browser.kill());
  return browser;
}

describe('a browser killed in the middle of a commit', () => {
  let stored: number | undefined;

  test.each([
    ['at the first file', inPut(1), 'the old'],
    ['at the third file', inPut(3), 'the old'],
    ['when the record is asked for', atLastPutAnswer, 'either'],
    ['while it commits', whileCommitting, 'either'],
    ['while it commits, once more', whileCommitting, 'either'],
    ['when it says that it committed', atCommit, 'the new'],
  ])('%s', async (_, patch, expected) => {
    const before = stored === 1 ? 1 : 0;
    const next = before === 0 ? 1 : 0;
    const first = await openProfile();
    if (stored === undefined) {
      serveModel(server, versions[before], 'killed');
      const { page } = await openTestPage(server, { context: first.browser.contexts()[0]! });
      expect(await page.evaluate(async (url) => (await window.edgewise.loadModel(url)).loadReport.stored, url)).toBe(
        true,
      );
    }
    serveModel(server, versions[next], 'killed');
    const killed = new Promise<void>((resolve) => {
      server.files.set('/kill', async () => {
        await first.kill();
        resolve();
      });
    });
    const library = serveAltered(server, patch);
    const { page } = await openTestPage(server, { context: first.browser.contexts()[0]!, library });
    page.evaluate((url) => window.edgewise.loadModel(url), url).catch(() => undefined); // it dies
    await killed;

    const second = await openProfile();
    const { page: again } = await openTestPage(server, { context: second.browser.contexts()[0]! });
    const { y, report, models } = await again.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url, { cache: 'only-if-cached' });
      const { outputs } = await model.predict([1, 2, 3, 4]);
      const models = (await window.edgewise.store.usage()).models;
      return { y: [...(outputs['y']?.data ?? [])].map(Number), report: model.loadReport, models };
    }, url);
    await second.kill();
    expect(report).toMatchObject({ fromCache: true, downloadedBytes: 0 });
    expect(models).toBe(1);
    const answers = versions.map((model) => [...(model.expected['y']!.data as Float32Array)]);
    stored = answers.findIndex((answer) => answer.every((value, i) => Math.abs(value - (y[i] ?? NaN)) < 1e-4));
    expect(stored).toBeGreaterThanOrEqual(0);
    if (expected !== 'either') expect(stored).toBe(expected === 'the old' ? before : next);
  });
});
