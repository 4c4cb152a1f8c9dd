import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import type { DeviceReport } from '../../src/index.js';
import { serveAltered } from '../support/altered-library.js';
import { openBrowser, openPage } from '../support/browser.js';
import { watchWorkers } from '../support/right.js';
import { openServer } from '../support/server.js';

// What the exported function says of this browser, asked as an application asks it.
const inspect = (page: Page): Promise<DeviceReport> => page.evaluate(() => window.edgewise.inspectDevice());

const withCores = (cores: number) =>
  `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${String(cores)} });`;

test('a plain page has one thread, and is told what to send for more', async () => {
  await using server = await openServer();
  const { page, errors } = await openPage(server);
  const workers = watchWorkers(page);
  const report = await inspect(page);
  expect(report).toEqual({
    webgl: {
      ...{ available: true, software: true, float32: true },
      renderer: expect.stringContaining('SwiftShader') as string,
      maxTextureSize: await textureSize(page),
    },
    wasm: { available: true, simd: true, relaxedSimd: true, threads: 1, reason: expect.any(String) as string },
    worker: { available: true },
    storage: { kind: 'indexeddb' },
    ...{ isolated: false, secure: true },
    cores: await page.evaluate(() => navigator.hardwareConcurrency),
    memory: await page.evaluate(() => (navigator as { deviceMemory?: number }).deviceMemory),
  });
  expect(report.wasm.reason).toContain('Cross-Origin-Opener-Policy: same-origin');
  // A worker looked, where models run; no model and no wasm file came for it.
  expect(workers).toHaveLength(1);
  expect(server.log(/\.wasm$/)).toEqual([]);
  expect(errors).toEqual([]);
});

/** By the page's own context, as a person would look it up. */
function textureSize(page: Page): Promise<number> {
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')!;
    return gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  });
}

test.each([
  [6, 6],
  [16, 8],
  [1, 1],
])('an isolated page with %i cores has %i threads', async (cores, threads) => {
  await using server = await openServer({ isolated: true });
  const { page } = await openPage(server, { init: withCores(cores) });
  const report = await inspect(page);
  expect(report).toMatchObject({ isolated: true, cores, wasm: { available: true, threads } });
  if (threads > 1) expect(report.wasm).not.toHaveProperty('reason');
  else expect(report.wasm.reason).toContain('one core');
});

test('a page that is not secure is told so, and has all else', async () => {
  const host = 'phone.lan';
  const browser = await openBrowser({ hosts: [host] });
  await using server = await openServer();
  const insecure = await inspect((await openPage(server, { browser, host })).page);
  expect(insecure).toMatchObject({ secure: false, isolated: false, storage: { kind: 'indexeddb' } });
  expect([insecure.webgl.available, insecure.wasm.available, insecure.worker.available]).toEqual([true, true, true]);
  expect((await inspect((await openPage(server, { browser })).page)).secure).toBe(true);
});

test('a page whose policy forbids workers looks by itself, and says why', async () => {
  await using server = await openServer({
    csp: `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'; connect-src 'self'`,
  });
  const { page } = await openPage(server);
  const workers = watchWorkers(page);
  const report = await inspect(page);
  expect(report.worker.available).toBe(false);
  expect(report.worker.reason).toContain('worker-src');
  expect(report).toMatchObject({ secure: true, storage: { kind: 'indexeddb' } });
  expect([report.webgl.available, report.wasm.available]).toEqual([true, true]);
  expect(workers).toEqual([]);
});

test('a policy without WebAssembly is named', async () => {
  await using server = await openServer({
    csp: `default-src 'none'; script-src 'self'; worker-src 'self' blob:; connect-src 'self'`,
  });
  const { page } = await openPage(server);
  const { wasm, webgl, worker } = await inspect(page);
  expect(wasm).toMatchObject({ available: false, simd: false, threads: 1 });
  expect(wasm.reason).toContain(`'wasm-unsafe-eval'`);
  expect([webgl.available, worker.available]).toEqual([true, true]);
});

test('a browser that gives no WebGL context has none, and all else', async () => {
  const noContext = `OffscreenCanvas.prototype.getContext = () => null;`;
  await using server = await openServer();
  const { page } = await openPage(server, { library: serveAltered(server, noContext) });
  const { webgl, wasm, worker } = await inspect(page);
  expect(webgl).toEqual({
    ...{ available: false, renderer: null, software: false, float32: false, maxTextureSize: null },
    reason: expect.stringContaining('No WebGL2 here') as string,
  });
  expect([wasm.available, worker.available]).toEqual([true, true]);
});

test('a browser without IndexedDB keeps models in memory, and says why', async () => {
  const none = `Object.defineProperty(globalThis, 'indexedDB', { value: undefined });`;
  await using server = await openServer();
  const { page } = await openPage(server, { library: serveAltered(server, none) });
  const { storage } = await inspect(page);
  expect(storage.kind).toBe('memory');
  expect(storage.reason).toEqual(expect.any(String));
});
