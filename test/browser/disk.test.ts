import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { KillableBrowser } from '../support/killable-browser.js';
import { bigModel } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage } from '../support/test-page.js';

const server = await openServer();
const profile = await mkdtemp(path.join(tmpdir(), 'edgewise-disk-'));
// Larger than what the browser keeps in its database itself: each shard becomes a file.
const model = bigModel(2_000_000, { shards: 4 });
const url = serveModel(server, model);
const right = Array.from(model.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 5) as number);

afterAll(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));

/** Loads in a browser of its own over the profile, and ends it. */
async function visit() {
  const browser = await KillableBrowser.open(profile);
  onTestFinished(() => browser.kill());
  const { page } = await openTestPage(server, { context: browser.browser.contexts()[0]! });
  server.clearLog();
  const answer = await page.evaluate(async (url) => {
    const model = await window.edgewise.loadModel(url);
    const { outputs } = await model.predict([1, 2, 3, 4]);
    return { y: [...(outputs['y']?.data ?? [])].map(Number), report: model.loadReport };
  }, url);
  await browser.kill();
  return { ...answer, shards: server.log(/\.bin$/).length };
}

/** A file in which the browser keeps a shard. */
async function blobFile(): Promise<string> {
  const folder = path.join(profile, 'Default', 'IndexedDB');
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => name.includes('.blob'))) {
    const file = path.join(folder, name);
    const stats = await stat(file);
    if (stats.isFile() && stats.size > 400_000) return file;
  }
  throw new Error('The browser keeps its blobs elsewhere.');
}

describe('a file of the browser’s own database', () => {
  test.each<[string, (file: string) => Promise<void>]>([
    [
      'with a bit flipped',
      async (file) => {
        const bytes = await readFile(file);
        bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
        await writeFile(file, bytes);
      },
    ],
    ['cut short', (file) => truncate(file, 1000)],
    ['deleted', (file) => rm(file)],
  ])('%s: that shard alone is fetched again', async (_, harm) => {
    await visit();
    await harm(await blobFile());
    const mended = await visit();
    expect(mended.y).toEqual(right);
    expect(mended).toMatchObject({ shards: 1, report: { fromCache: false, stored: true } });
    expect(await visit()).toMatchObject({ shards: 0, report: { fromCache: true } });
  });
});
