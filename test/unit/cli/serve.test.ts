import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edgewise, ended, start, temporaryFolder } from '../../support/command.js';

const weights = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 251);
const digestName = `${'0123456789abcdef'.repeat(4)}.bin`;
const json = JSON.stringify({ format: 'graph-model', filler: 'edgewise '.repeat(500) });
const root = temporaryFolder();

interface Served {
  url: string;
  child: ReturnType<typeof start>;
  said: Promise<string[]>;
}
const running: Served[] = [];

/** Starts the command and waits until it says where it answers. */
async function serve(...args: string[]): Promise<Served> {
  const child = start(['serve', root, '--port', '0', ...args]);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const url = new Promise<string>((resolve, reject) => {
    child.once('close', () => {
      reject(new Error('It ended at once.'));
    });
    reader.on('line', (line) => {
      lines.push(line);
      if (/^ +http:/.test(line)) resolve(line.trim());
    });
  });
  const served = { url: await url, child, said: once(child, 'close').then(() => lines) };
  running.push(served);
  return served;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** By hand: `fetch` hides codings, and tidies `..` away. */
function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const target = url.slice(new URL(url).origin.length);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    })
      .on('error', reject)
      .end();
  });
}

let plain: Served;

beforeAll(async () => {
  mkdirSync(path.join(root, 'pack age'));
  mkdirSync(path.join(root, 'site'));
  writeFileSync(path.join(root, 'pack age/manifest.json'), json);
  writeFileSync(path.join(root, 'pack age/model.json'), json);
  writeFileSync(path.join(root, 'pack age', digestName), weights);
  writeFileSync(path.join(root, 'pack age/weights.bin'), weights);
  writeFileSync(path.join(root, 'site/index.html'), '<!doctype html><title>Site</title>');
  writeFileSync(path.join(root, 'code.js'), 'export const a = 1;\n'.repeat(200));
  writeFileSync(path.join(root, 'engine.wasm'), weights);
  writeFileSync(path.join(root, '.secret'), 'hidden words');
  const outside = path.join(temporaryFolder(), 'outside.txt');
  writeFileSync(outside, 'hidden words');
  symlinkSync(outside, path.join(root, 'link.txt'));
  plain = await serve();
});

afterAll(async () => {
  for (const { child } of running) {
    if (child.exitCode === null) {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    }
  }
});

const at = (file: string) => `${plain.url}${file}`;

test('it says where it answers, and names the models that it serves', async () => {
  const { child, said, url } = await serve();
  child.kill('SIGINT');
  expect(await said).toEqual(
    expect.arrayContaining([expect.stringContaining(url), `  ${url}pack%20age/manifest.json`]),
  );
  expect(child.exitCode).toBe(0);
});

test('types, validators and caching are those that each file needs', async () => {
  const cases: [string, string, string][] = [
    ['pack%20age/manifest.json', 'application/json; charset=utf-8', 'no-cache'],
    ['pack%20age/model.json', 'application/json; charset=utf-8', 'no-cache'],
    ['pack%20age/weights.bin', 'application/octet-stream', 'no-cache'],
    [`pack%20age/${digestName}`, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['engine.wasm', 'application/wasm', 'no-cache'],
    ['code.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['site/', 'text/html; charset=utf-8', 'no-cache'],
  ];
  for (const [file, type, caching] of cases) {
    const { status, headers } = await get(at(file));
    expect([file, status, headers['content-type'], headers['cache-control']]).toEqual([file, 200, type, caching]);
    expect(headers.etag, file).toMatch(/^W\/".+"$/);
    expect(new Date(headers['last-modified'] ?? '').getTime(), file).toBeGreaterThan(0);
    const again = await get(at(file), { 'If-None-Match': headers.etag ?? '' });
    expect([file, again.status, again.body.length]).toEqual([file, 304, 0]);
  }
});

test('JSON and scripts come compressed to who can read it, weights never', async () => {
  for (const [encoding, decode] of [['br', brotliDecompressSync] as const, ['gzip', gunzipSync] as const]) {
    const { headers, body } = await get(at('pack%20age/model.json'), { 'Accept-Encoding': encoding });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toContain('Accept-Encoding');
    expect(body.length).toBeLessThan(json.length / 5);
    expect(decode(body).toString()).toBe(json);
  }
  expect((await get(at('code.js'), { 'Accept-Encoding': 'br' })).headers['content-encoding']).toBe('br');
  expect((await get(at('pack%20age/model.json'))).headers['content-encoding']).toBeUndefined();
  const { headers, body } = await get(at('pack%20age/weights.bin'), { 'Accept-Encoding': 'br, gzip' });
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['content-length']).toBe('5000');
  expect(body.equals(weights)).toBe(true);
});

test.each([
  ['bytes=0-99', 206, 'bytes 0-99/5000', [0, 100]],
  ['bytes=4990-', 206, 'bytes 4990-4999/5000', [4990, 5000]],
  ['bytes=-10', 206, 'bytes 4990-4999/5000', [4990, 5000]],
  ['bytes=4990-9999', 206, 'bytes 4990-4999/5000', [4990, 5000]],
  ['bytes=0-0', 206, 'bytes 0-0/5000', [0, 1]],
  ['bytes=5000-', 416, 'bytes */5000', [0, 0]],
  ['bytes=9-5', 416, 'bytes */5000', [0, 0]],
  ['bytes=0-1,5-6', 200, undefined, [0, 5000]],
  ['lines=1-2', 200, undefined, [0, 5000]],
])('the range %s is answered with %i', async (range, status, contentRange, [from, to]) => {
  const answer = await get(at('pack%20age/weights.bin'), { Range: range, 'Accept-Encoding': 'br' });
  expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
  expect(answer.headers['accept-ranges']).toBe('bytes');
  if (status !== 416) expect(answer.body.equals(weights.slice(from, to))).toBe(true);
});

test('a range of JSON is one of the file, not of its compressed form', async () => {
  const { status, headers, body } = await get(at('code.js'), { Range: 'bytes=7-11', 'Accept-Encoding': 'br' });
  expect([status, headers['content-encoding'], body.toString()]).toEqual([206, undefined, 'const']);
});

test.each(['nothing.json', '.secret', 'link.txt', '../outside.txt', '%2e%2e/outside.txt', 'pack%20age', '%', '%00'])(
  'what is not there, hidden, outside, or no file is not served: %s',
  async (file) => {
    const { status, headers, body } = await get(at(file));
    expect(body.toString()).not.toContain('hidden words');
    if (file === 'pack%20age') expect([status, headers.location]).toEqual([301, './pack%20age/']);
    else expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
  },
);

test('a folder has its index.html, and none without one', async () => {
  expect((await get(at('site/'))).body.toString()).toContain('Site');
  expect((await get(at('pack%20age/'))).status).toBe(404);
});

test('HEAD has the headers alone, and nothing can be written', async () => {
  const head = await get(at('pack%20age/weights.bin'), {}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '5000', 0]);
  const post = await get(at('pack%20age/weights.bin'), {}, 'POST');
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('every origin may load what is served, and may ask before', async () => {
  const { headers } = await get(at('pack%20age/model.json'), { Origin: 'https://example.com' });
  expect(headers['access-control-allow-origin']).toBe('*');
  const asked = await get(at('pack%20age/model.json'), { 'Access-Control-Request-Headers': 'range' }, 'OPTIONS');
  expect([asked.status, asked.headers['access-control-allow-headers']]).toEqual([204, '*']);
  expect(headers['cross-origin-embedder-policy']).toBeUndefined();
});

test('with --no-cors no other origin may; with --isolated a page may have threads', async () => {
  const { url } = await serve('--no-cors', '--isolated');
  const { headers } = await get(`${url}code.js`);
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  expect((await get(`${url}code.js`, {}, 'OPTIONS')).status).toBe(405);
});

test('files are served as they are when they are asked for', async () => {
  const file = path.join(root, 'changing.json');
  writeFileSync(file, '1');
  expect((await get(at('changing.json'))).body.toString()).toBe('1');
  writeFileSync(file, '22');
  expect((await get(at('changing.json'))).body.toString()).toBe('22');
});

test('a request that breaks off in its middle leaves the server up', async () => {
  const { hostname, port } = new URL(plain.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('GET /pack%20age/weights.bin HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  expect((await get(at('code.js'))).status).toBe(200);
});

test('PORT chooses the port; one in use is refused, with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  try {
    for (const [args, env] of [
      [['--port', String(port)], {}],
      [[], { PORT: String(port) }],
    ] as const) {
      const { code, stdout, stderr } = await edgewise(['serve', root, ...args], { env });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`Port ${port} is in use.*--port`));
    }
  } finally {
    taken.close();
  }
});

test('with --json it answers one document, and goes on serving', async () => {
  const child = start(['serve', root, '--port', '0', '--json']);
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const { urls, models, isolated } = JSON.parse(first.toString());
  expect([models, isolated]).toEqual([[`${urls[0]}pack%20age/manifest.json`], false]);
  expect((await get(`${urls[0]}code.js`)).status).toBe(200);
  const end = ended(child);
  child.kill('SIGTERM');
  expect((await end).code).toBe(0);
});

test.each([
  [['nowhere'], 1, /nowhere does not exist/],
  [['.', '--port', 'http'], 2, /--port.*whole number/],
  [['.', '--port', '70000'], 2, /0 to 65535/],
  [['.', '--host', '203.0.113.9', '--port', '0'], 1, /no address of this machine/],
])('edgewise serve %j ends with %i', async (args, expected, words) => {
  const { code, stderr } = await edgewise(['serve', ...args]);
  expect(code).toBe(expected);
  expect(stderr).toMatch(words);
});
