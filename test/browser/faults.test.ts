import type { Page } from 'playwright';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as faults from '../support/faults.js';
import { bigModel, linear } from '../support/models/index.js';
import { serveModel } from '../support/predict.js';
import { openServer } from '../support/server.js';
import { openTestPage, type Failure } from '../support/test-page.js';

const server = await openServer({ cors: '*' });
const model = linear();
const shard = 'group1-shard1of1.bin';
const bytes = model.files.get(shard)!;
let page: Page;
let sequence = 0;

beforeAll(async () => {
  ({ page } = await openTestPage(server));
  // Keeps the engine up.
  await page.evaluate((url) => window.edgewise.loadModel(url), serveModel(server, model, 'sound'));
});
beforeEach(() => {
  server.clearLog();
});

/** Serves linear with one file replaced, under a folder of its own. */
function withFault(path: string, handler: faults.Handler): string {
  const folder = `fault-${String(++sequence)}`;
  const url = serveModel(server, model, folder);
  server.files.set(`/m/${folder}/${path}`, handler);
  return url;
}

interface Outcome {
  failure: Failure | null;
  warnings: readonly string[];
  stored: number;
  right: boolean;
}

function load(url: string): Promise<Outcome> {
  const expected = [...(model.expected['y']!.data as Float32Array)];
  return page.evaluate(
    async ([url, expected]) => {
      const loading = window.edgewise.loadModel(url);
      const failure = await failureOf(loading);
      const model = await loading.catch(() => null);
      const answer = await model?.predict([1, 2, 3, 4, -1, 0.5, 0, 2]);
      const y = answer?.outputs['y']?.data as Float32Array | undefined;
      const stored = (await window.edgewise.store.list()).filter((entry) => entry.url.endsWith(url)).length;
      await model?.dispose();
      const right = expected.every((value, i) => Math.abs(value - (y?.[i] ?? NaN)) < 1e-5);
      return { failure, warnings: model?.loadReport.warnings ?? [], stored, right };
    },
    [url, expected] as const,
  );
}

/** What a page gets that fetches by itself: the control that shows the fault is one. */
function fetchNaively(path: string): Promise<number> {
  return page.evaluate(async (path) => (await (await fetch(path)).arrayBuffer()).byteLength, path);
}

const well = faults.well(bytes);
const recovered = { failure: null, stored: 1, right: true };
const shardOf = (url: string) => new URL(shard, server.origin + url).href;

describe('what passes is tried again', () => {
  test.each([
    ['a body cut short on a connection that closes', faults.truncated(bytes, 20), 20],
    ['half a gzip body', faults.truncatedGzip(bytes), null],
  ])('%s', async (_, fault, kept) => {
    const naive = await fetchNaively(shardOf(withFault(shard, fault)));
    expect(naive).toBeLessThan(bytes.length);
    if (kept !== null) expect(naive).toBe(kept);
    const url = withFault(shard, faults.inTurn(fault, well));
    expect(await load(url)).toMatchObject(recovered);
    expect(server.log(new URL(shardOf(url)).pathname)).toHaveLength(2);
  });

  test.each([
    ['Content-Length is larger than the body', faults.inTurn(faults.cutOff(bytes, 20), well), 2],
    ['the connection is reset twice', faults.resetFirst(2, bytes), 3],
    ['503 twice', faults.inTurn(faults.status(503), faults.status(503), well), 3],
    ['429 once', faults.inTurn(faults.status(429), well), 2],
  ])('%s', async (_, fault, requests) => {
    const url = withFault(shard, fault);
    expect(await load(url)).toMatchObject(recovered);
    expect(server.log(new URL(shardOf(url)).pathname)).toHaveLength(requests);
  });

  test('model.json cut short on a connection that closes', async () => {
    const json = model.files.get('model.json')!;
    const url = withFault('model.json', faults.inTurn(faults.truncated(json, 500), faults.well(json)));
    expect(await load(url)).toMatchObject(recovered);
  });

  test('one of several shards cut short without a trace', async () => {
    const big = bigModel(100_000, { shards: 4 });
    const url = serveModel(server, big, 'several');
    const [path, body] = [...big.files][2]!;
    server.files.set(`/m/several/${path}`, faults.inTurn(faults.truncated(body, 1000), faults.well(body)));
    const y = await page.evaluate(async (url) => {
      const model = await window.edgewise.loadModel(url);
      return [...((await model.predict([1, 2, 3, 4])).outputs['y']?.data ?? [])];
    }, url);
    expect(y).toEqual(Array.from(big.expected['y']!.data as Float32Array, (value) => expect.closeTo(value, 5)));
  });
});

describe('what stays is an error, and nothing is kept', () => {
  test.each([
    ['cut short every time', shard, faults.truncated(bytes, 20), 'integrity', { expected: bytes.length, actual: 20 }],
    ['reset every time', shard, faults.resetFirst(9, bytes), 'network', {}],
    ['503 every time', shard, faults.status(503), 'network', { status: 503 }],
  ])('%s', async (_, path, fault, code, details) => {
    const url = withFault(path, fault);
    const { failure, stored } = await load(url);
    expect(failure).toMatchObject({ edgewise: true, code, details });
    expect(failure?.message).toContain(shardOf(url));
    expect(stored).toBe(0);
    expect(server.log(new URL(shardOf(url)).pathname)).toHaveLength(4);
  });

  test.each([
    ['an HTML page as a shard', shard, faults.html(), 'integrity', { received: 'html' }],
    ['an HTML page as a shard that says it is bytes', shard, faults.well(`\n<HTML>${' '.repeat(99)}`), 'integrity', {}],
    ['an HTML page as model.json', 'model.json', faults.html(), 'invalid-model', { received: 'html' }],
    ['no shard', shard, faults.status(404), 'network', { status: 404 }],
    ['no model.json', 'model.json', faults.status(404), 'network', { status: 404 }],
    ['no permission', 'model.json', faults.status(403), 'network', { status: 403 }],
  ])('%s, at the first try', async (_, path, fault, code, details) => {
    const url = withFault(path, fault);
    const { failure, stored } = await load(url);
    expect(failure).toMatchObject({ edgewise: true, code, details });
    expect(failure?.details['url']).toBe(new URL(path, server.origin + url).href);
    expect(stored).toBe(0);
    expect(server.log(new URL(path, server.origin + url).pathname)).toHaveLength(1);
  });

  test('a server that allows no other origin', async () => {
    server.options = {};
    const { failure } = await load(server.otherOrigin + serveModel(server, model, 'no-cors'));
    server.options = { cors: '*' };
    expect(failure).toMatchObject({ edgewise: true, code: 'network' });
    expect(failure?.message).toMatch(/CORS/);
  });
});

describe('what does no harm', () => {
  test('trailing bytes are a warning', async () => {
    const outcome = await load(withFault(shard, faults.trailing(bytes, 'seven b')));
    expect(outcome).toMatchObject(recovered);
    expect(outcome.warnings).toEqual([expect.stringMatching(/group1-shard1of1\.bin.* 7 bytes more/)]);
  });

  test('a redirect is followed, to another origin too', async () => {
    server.files.set('/moved.bin', { body: bytes });
    expect(await load(withFault(shard, faults.redirect('/moved.bin')))).toMatchObject(recovered);
    expect(await load(withFault(shard, faults.redirect(`${server.otherOrigin}/moved.bin`)))).toMatchObject(recovered);
    expect(server.log('/moved.bin').map(({ at }) => at)).toEqual(['origin', 'otherOrigin']);
  });

  test('a wrong content type of true weights', async () => {
    const url = withFault(shard, (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(bytes);
    });
    expect(await load(url)).toMatchObject(recovered);
  });
});
