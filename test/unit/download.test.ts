import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { download, type DownloadOptions } from '../../src/store/download.js';
import { parallel } from '../../src/store/parallel.js';
import * as faults from '../support/faults.js';
import { openServer } from '../support/server.js';

// What takes half a minute in a browser takes a tenth of a second here: the same code, with less patience.

const server = await openServer();
const url = `${server.origin}/file.bin`;
const body = Uint8Array.from({ length: 1000 }, (_, i) => i);

afterAll(() => server.close());
beforeEach(() => {
  server.clearLog();
});

function get(handler: faults.Handler, options: Partial<DownloadOptions> = {}): Promise<ArrayBuffer> {
  server.files.set('/file.bin', handler);
  const { signal } = new AbortController();
  return download(url, { requestInit: {}, cache: 'no-cache', signal, atMost: 1e6, idleTime: 500, ...options });
}

describe('a download', () => {
  test('that stalls is tried again', async () => {
    const bytes = await get(faults.inTurn(faults.stalled(body, 10), faults.well(body)));
    expect(new Uint8Array(bytes)).toEqual(body);
    expect(server.log('/file.bin')).toHaveLength(2);
  });

  test('that stalls every time says so', async () => {
    const failed = get(faults.stalled(body, 10), { tries: 2 });
    await expect(failed).rejects.toMatchObject({ code: 'network', details: { url, stalled: true } });
    await expect(failed).rejects.toThrow(/stalled: no byte for 500 ms/);
    expect(server.log('/file.bin')).toHaveLength(2);
  });

  test('that is slow but moves is left alone', async () => {
    // Longer in all than the idle time, shorter between two bytes.
    const bytes = await get(faults.slow(body, { chunk: 50, every: 100 }), { tries: 1, idleTime: 1500 });
    expect(new Uint8Array(bytes)).toEqual(body);
  });

  test('that never answers is given up', async () => {
    await expect(get(() => undefined, { tries: 1 })).rejects.toMatchObject({ code: 'network' });
  });

  test('that ends while it waits for its next try rejects with the reason', async () => {
    const controller = new AbortController();
    const failed = get(
      (request, response, log) => {
        void faults.status(503)(request, response, log);
        response.on('close', () => {
          controller.abort('enough');
        });
      },
      { signal: controller.signal },
    );
    await expect(failed).rejects.toBe('enough');
    expect(server.log('/file.bin')).toHaveLength(1);
  });

  test('longer than allowed is stopped', async () => {
    const failed = get(faults.well(body), { atMost: 999 });
    await expect(failed).rejects.toMatchObject({ code: 'limit', details: { url, limit: 999 } });
    expect(server.log('/file.bin')).toHaveLength(1);
  });

  test('tells its bytes, from 0 at each try', async () => {
    const seen: number[] = [];
    const options = { onBytes: (bytes: number) => seen.push(bytes) };
    await get(faults.inTurn(faults.cutOff(body, 400), faults.well(body)), options);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1000);
    expect(seen.filter((bytes) => bytes === 0)).toHaveLength(2);
  });

  test('that is whole by its own account, and too short, is not tried again', async () => {
    const failed = get(faults.well(body), { exactly: 1001 });
    await expect(failed).rejects.toMatchObject({ code: 'integrity', details: { expected: 1001, actual: 1000 } });
    expect(server.log('/file.bin')).toHaveLength(1);
  });

  test('with more bytes than expected is the caller’s to judge', async () => {
    expect((await get(faults.well(body), { exactly: 10 })).byteLength).toBe(1000);
  });
});

describe('an HTML page among weights', () => {
  test.each([
    '<!doctype html><title>x',
    '<!DOCTYPE HTML>',
    '\ufeff\n <html lang="en">',
    '<!-- saved --><html>',
    '<head></head>',
    '<?xml version="1.0"?><Error>',
  ])('%s', async (page) => {
    const failed = get(faults.well(page), { binary: true });
    await expect(failed).rejects.toMatchObject({ code: 'integrity', details: { received: 'html' } });
    expect((await get(faults.well(page))).byteLength).toBeGreaterThan(0);
  });

  test.each(['<', '<<<<<<<<', 'html', '< html>', ''])('but not the bytes of %j', async (bytes) => {
    await expect(get(faults.well(bytes), { binary: true })).resolves.toBeDefined();
  });
});

test('parallel works on so many at once, and keeps their order', async () => {
  let open = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    await Promise.resolve();
    open--;
    return item * 2;
  };
  const items = Array.from({ length: 20 }, (_, i) => i);
  expect(await parallel(items, 6, work)).toEqual(items.map((item) => item * 2));
  expect(most).toBe(6);
  expect(await parallel([], 6, work)).toEqual([]);
  await expect(parallel(items, 6, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
