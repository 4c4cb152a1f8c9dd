import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { inspectDevice } from '../../src/device/inspect.js';
import { openBrowser, openPage } from '../support/browser.js';
import { openServer, type ServerOptions } from '../support/server.js';

type Inspection = Awaited<ReturnType<typeof inspectDevice>>;

declare global {
  function inspect(): Promise<Inspection>;
}

const script = await build({
  stdin: {
    contents: `export { inspectDevice as inspect } from './src/device/inspect.js';`,
    resolveDir: new URL('../..', import.meta.url).pathname,
  },
  ...{
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'inspection',
    footer: { js: 'inspect = inspection.inspect;' },
  },
});
const source = script.outputFiles[0]!.text;
const answer = 'inspect().then(postMessage, (error) => setTimeout(() => { throw error; }));';

/** A page that has `inspect()`; `patch` runs before it, as `withoutWebGL` does. */
async function pageWith(options: ServerOptions, patch = '', host?: string) {
  const server = await openServer(options);
  server.files.set('/inspect.js', { body: `{${patch}}\n${source}` });
  server.files.set('/worker.js', { body: `{${patch}}\n${source}\n${answer}` });
  const browser = await openBrowser({ hosts: ['phone.lan'] });
  const html = '<!doctype html><title>Test</title><script src="/inspect.js"></script>';
  const { page } = await openPage(server, { browser, html, library: false, ...(host === undefined ? {} : { host }) });
  return { page, [Symbol.asyncDispose]: () => server.close() };
}

async function inspectIn(place: 'page' | 'worker', options: ServerOptions = {}, patch = '', host?: string) {
  await using opened = await pageWith(options, patch, host);
  if (place === 'page') return await opened.page.evaluate(() => inspect());
  return await opened.page.evaluate(
    () =>
      new Promise<Inspection>((resolve, reject) => {
        const worker = new Worker('/worker.js');
        worker.onmessage = ({ data }: MessageEvent<Inspection>) => {
          resolve(data);
        };
        worker.onerror = ({ message }) => {
          reject(new Error(message));
        };
      }),
  );
}

const withNavigator = (values: Record<string, unknown>) =>
  Object.entries(values)
    .map(([name, value]) => `Object.defineProperty(navigator, '${name}', { value: ${String(value)} });`)
    .join('');
const named = (renderer: string) => `
  const { getParameter } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    return name === 0x9246 ? '${renderer}' : getParameter.call(this, name);
  };`;
const withContexts = (body: string) => `
  OffscreenCanvas.prototype.getContext = (kind, attributes) => { ${body} };
  if (self.HTMLCanvasElement) HTMLCanvasElement.prototype.getContext = OffscreenCanvas.prototype.getContext;`;

const headers = /Cross-Origin-Opener-Policy.*Cross-Origin-Embedder-Policy/;

describe.each(['page', 'worker'] as const)('in a %s', (place) => {
  test('a device is reported as it is', async () => {
    const report = await inspectIn(place, {}, withNavigator({ hardwareConcurrency: 6, deviceMemory: 4 }));
    expect(report).toEqual({
      webgl: {
        ...{ available: true, software: true, float32: true },
        renderer: expect.stringContaining('SwiftShader'),
        maxTextureSize: 8192,
      },
      wasm: { available: true, simd: true, relaxedSimd: true, threads: 1, reason: expect.stringMatching(headers) },
      ...{ isolated: false, secure: true, cores: 6, memory: 4 },
    });
  });

  test.each([
    [1, 1],
    [3, 3],
    [8, 8],
    [32, 8],
  ])('on an isolated page, %i cores have %i threads', async (cores, threads) => {
    const report = await inspectIn(place, { isolated: true }, withNavigator({ hardwareConcurrency: cores }));
    expect(report).toMatchObject({ isolated: true, cores, wasm: { threads } });
    expect(report.wasm.reason).toBe(cores === 1 ? 'This device reports one core.' : undefined);
  });

  test('what a browser does not tell is one core and no memory', async () => {
    const silent = withNavigator({ hardwareConcurrency: undefined, deviceMemory: undefined });
    expect(await inspectIn(place, { isolated: true }, silent)).toMatchObject({
      ...{ cores: 1, memory: null, wasm: { threads: 1 } },
    });
  });

  test('plain http is not secure, and has neither memory nor threads', async () => {
    const report = await inspectIn(place, { isolated: true }, '', 'phone.lan');
    expect(report).toMatchObject({
      secure: false,
      isolated: false,
      memory: null,
      wasm: { available: true, threads: 1 },
    });
  });

  test.each<[string, string, RegExp]>([
    ['no context', withContexts('return null;'), /^No WebGL2 here/],
    [
      'a context that is as slow as the processor',
      withContexts(`return kind === 'webgl2' && attributes.failIfMajorPerformanceCaveat ? null : {};`),
      /^No WebGL2 here/,
    ],
    ['a context that throws', withContexts(`throw new Error('Blocked.');`), /^WebGL2 fails here: Blocked\.$/],
    [
      'a lost context',
      withContexts('return { isContextLost: () => true, getExtension: () => null };'),
      /^No WebGL2 here/,
    ],
  ])('with %s, WebGL is out, and says why', async (_, patch, reason) => {
    const { webgl, wasm } = await inspectIn(place, {}, patch);
    expect(wasm.available).toBe(true);
    expect(webgl).toEqual({
      ...{ available: false, renderer: null, software: false, float32: false, maxTextureSize: null },
      reason: expect.stringMatching(reason),
    });
  });

  test('a policy without wasm-unsafe-eval is found, and its cure named', async () => {
    const csp = `default-src 'none'; script-src 'self'; worker-src 'self'`;
    const { wasm } = await inspectIn(place, { csp });
    expect(wasm).toMatchObject({ available: false, simd: false, relaxedSimd: false, threads: 1 });
    expect(wasm.reason).toMatch(/Content-Security-Policy forbids.*'wasm-unsafe-eval'.*script-src/);
    const allowed = await inspectIn(place, { csp: csp.replace(`'self';`, `'self' 'wasm-unsafe-eval';`) });
    expect(allowed.wasm).toMatchObject({ available: true, simd: true });
  });

  test.each<[string, string, object]>([
    ['WebAssembly', 'delete self.WebAssembly;', { available: false, reason: 'This browser has no WebAssembly.' }],
    [
      'SIMD',
      'const { validate } = WebAssembly; WebAssembly.validate = (bytes) => !bytes.includes(0xfd) && validate(bytes);',
      { ...{ available: true, simd: false, relaxedSimd: false, threads: 1 }, reason: expect.stringContaining('SIMD') },
    ],
    [
      'relaxed SIMD',
      'const { validate } = WebAssembly; WebAssembly.validate = (bytes) => !bytes.includes(0x80) && validate(bytes);',
      { available: true, simd: true, relaxedSimd: false, threads: 4 },
    ],
    [
      'shared memory',
      'delete self.SharedArrayBuffer;',
      { threads: 1, reason: expect.stringContaining('shared memory') },
    ],
  ])('a browser without %s is told apart', async (_, patch, expected) => {
    const four = withNavigator({ hardwareConcurrency: 4 });
    expect((await inspectIn(place, { isolated: true }, four + patch)).wasm).toMatchObject(expected);
  });
});

test.each([
  ['ANGLE (NVIDIA, NVIDIA GeForce GTX 1080 Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
  ['Apple GPU', false],
  ['Mali-G51', false],
  ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0)', true],
])('%s is drawn by the processor: %s', async (renderer, software) => {
  expect((await inspectIn('worker', {}, named(renderer))).webgl).toMatchObject({ available: true, renderer, software });
});

test.each([
  [
    'that browsers do not promise',
    `const { getExtension } = WebGL2RenderingContext.prototype;
     WebGL2RenderingContext.prototype.getExtension = function (name) {
       return name === 'EXT_color_buffer_float' ? null : getExtension.call(this, name);
     };`,
  ],
  [
    'that a driver promises and rounds to 16 bits',
    `const { clearBufferfv } = WebGL2RenderingContext.prototype;
     WebGL2RenderingContext.prototype.clearBufferfv = function (buffer, index, values) {
       clearBufferfv.call(this, buffer, index, values.map((value) => (value > 65504 ? Infinity : value & ~1)));
     };`,
  ],
  ['that cannot be rendered to', `WebGL2RenderingContext.prototype.checkFramebufferStatus = () => 0x8cdd;`],
])('float32 %s is no float32', async (_, patch) => {
  expect((await inspectIn('worker', {}, patch)).webgl).toMatchObject({ available: true, float32: false });
});

const noOffscreenCanvas = 'delete self.OffscreenCanvas;';

test('without OffscreenCanvas a page takes a canvas of its own, and a worker says what it lacks', async () => {
  const found = await inspectIn('page', {}, noOffscreenCanvas);
  expect(found.webgl).toMatchObject({ available: true, software: true, float32: true });
  const missing = await inspectIn('worker', {}, noOffscreenCanvas);
  expect(missing.webgl).toMatchObject({ available: false, reason: expect.stringContaining('OffscreenCanvas') });
});

test('an inspection gives its context back: others stay', async () => {
  await using opened = await pageWith({});
  const [afterInspections, afterContexts] = await opened.page.evaluate(async () => {
    const open = () => new OffscreenCanvas(1, 1).getContext('webgl2')!;
    const live = open();
    for (let i = 0; i < 20; i++) await inspect();
    const first = live.isContextLost();
    // The control: as many that are not given back cost the oldest one.
    const kept = Array.from({ length: 20 }, open);
    return [first, live.isContextLost(), kept.length];
  });
  expect(afterInspections).toBe(false);
  expect(afterContexts).toBe(true);
});
