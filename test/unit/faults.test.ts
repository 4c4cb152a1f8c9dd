import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as faults from '../support/faults.js';
import { openServer, type TestServer } from '../support/server.js';

/** The tests of faults mean something only if the server misbehaves as it says. */
describe('a server that misbehaves', () => {
  const body = 'abcdefghij';
  let server: TestServer;
  let url: string;

  beforeAll(async () => {
    server = await openServer({ cors: '*' });
    url = `${server.origin}/file`;
  });
  beforeEach(() => {
    server.clearLog();
  });
  afterAll(() => server.close());

  async function get(handler: faults.Handler): Promise<string> {
    server.files.set('/file', handler);
    return (await fetch(url)).text();
  }

  it('serves files of the repository, files made up, and 404', async () => {
    server.files.set('/made-up.json', { body: '{}', headers: { ETag: '"1"' } });
    expect(await (await fetch(`${server.origin}/made-up.json?a=1`)).json()).toEqual({});
    const again = await fetch(`${server.origin}/made-up.json`, { headers: { 'If-None-Match': '"1"' } });
    expect(again.status).toBe(304);
    expect((await fetch(`${server.otherOrigin}/node_modules/edgewise-is-not-there`)).status).toBe(404);
    expect((await fetch(`${server.otherOrigin}/node_modules/sirv/package.json`)).status).toBe(200);
    expect(server.log().map(({ at, path, query, status }) => [at, path, query, status])).toEqual([
      ['origin', '/made-up.json', '?a=1', 200],
      ['origin', '/made-up.json', '', 304],
      ['otherOrigin', '/node_modules/edgewise-is-not-there', '', 404],
      ['otherOrigin', '/node_modules/sirv/package.json', '', 200],
    ]);
  });

  it('serves well', async () => {
    expect(await get(faults.well(body))).toBe(body);
  });

  it('truncates without a trace', async () => {
    expect(await get(faults.truncated(body, 4))).toBe('abcd');
    expect(server.log('/file')[0]?.status).toBe(200);
  });

  it('keeps CORS on raw answers', async () => {
    server.files.set('/file', faults.truncated(body, 4));
    expect((await fetch(url)).headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('cuts off', async () => {
    await expect(get(faults.cutOff(body, 4))).rejects.toThrow();
  });

  it('resets the first times', async () => {
    const handler = faults.resetFirst(2, body);
    await expect(get(handler)).rejects.toThrow();
    await expect(get(handler)).rejects.toThrow();
    expect(await get(handler)).toBe(body);
  });

  it('flips a bit, adds bytes, drips, redirects, refuses', async () => {
    expect(await get(faults.flipped(body, 1))).toBe('accdefghij');
    expect(await get(faults.trailing(body, 'k'))).toBe('abcdefghijk');
    expect(await get(faults.slow(body, { chunk: 3, every: 1 }))).toBe(body);
    server.files.set('/there', { body });
    expect(await get(faults.redirect('/there'))).toBe(body);
    server.files.set('/file', faults.status(503));
    expect((await fetch(url)).status).toBe(503);
    expect(await get(faults.html())).toContain('<!doctype html>');
  });

  it('stalls', async () => {
    server.files.set('/file', faults.stalled(body, 3));
    const reader = (await fetch(url)).body!.getReader();
    expect((await reader.read()).value).toHaveLength(3);
    const next = reader.read().then(() => 'more');
    expect(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))])).toBe('nothing');
    await reader.cancel();
  });

  it('holds an answer until it is released, and sees an abort', async () => {
    const held = new faults.Held(body, 2);
    const text = get(held.handler);
    await held.requested;
    held.release();
    expect(await text).toBe(body);

    const abandoned = new faults.Held(body, 2);
    server.files.set('/file', abandoned.handler);
    const controller = new AbortController();
    const { body: stream } = await fetch(url, { signal: controller.signal });
    controller.abort();
    await abandoned.aborted;
    await expect(stream!.getReader().read()).rejects.toThrow();
  });
});
