import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { clockByThreads } from '../support/other-devices.js';
import { misplaced } from '../support/photograph.js';

/** Starts what `npm start` starts, on any free port. Answers the URL that it prints. */
async function startDemo(...args: string[]): Promise<string> {
  const demo = spawn(process.execPath, ['--import', 'tsx', 'demo/serve.ts', ...args], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  });
  for await (const line of createInterface(demo.stdout)) {
    const url = /https?:\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('The demo printed no URL.');
}

interface DemoOptions {
  width?: number;
  /** Goes before the library's workers, to make of this device another one, with four cores. */
  device?: string;
}

const cores = (count: number) =>
  `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${String(count)} });`;

async function openDemo(
  url: string,
  { width = 1280, device }: DemoOptions = {},
): Promise<{ page: Page; requests: string[] }> {
  const context = await (await openBrowser()).newContext({ serviceWorkers: 'block', viewport: { width, height: 800 } });
  onTestFinished(() => context.close());
  if (device !== undefined) {
    await context.addInitScript(cores(4));
    await context.route('**/dist/worker.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `{${device}}\n${await response.text()}` });
    });
  }
  const page = await context.newPage();
  const requests: string[] = [];
  context.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url);
  await page.getByText(/Pose found in/).waitFor();
  return { page, requests };
}

test('the demo finds the pose on the photograph, from the network and then from the cache', async () => {
  const { page, requests } = await openDemo(await startDemo());
  expect(await page.locator('#fact-origin').textContent()).toBe('from network');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  const rows = await page
    .locator('#points tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
  const points = rows.map(([name = '', x, y]) => [name.toLowerCase(), [Number(x), Number(y)]] as const);
  expect(misplaced(Object.fromEntries(points) as Record<string, [number, number]>)).toEqual([]);
  const drawn = await page.locator('#skeleton').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return Array.from(pixels).filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  expect(drawn).toBeGreaterThan(500);

  requests.length = 0;
  await page.reload();
  await page.getByText(/Pose found in/).waitFor();
  expect(await page.locator('#fact-origin').textContent()).toBe('from cache');
  expect(requests.filter((path) => path.startsWith('/models/'))).toEqual(['/models/pose/packaged/model.json']);

  await page.getByRole('button', { name: 'Forget the model' }).click();
  await page.locator('#fact-origin', { hasText: 'from network' }).waitFor();
});

/** The rows of the table of backends as they are seen, once its note says so. */
async function backendsWhen(page: Page, note: string): Promise<string[][]> {
  await page.getByRole('status').filter({ hasText: note }).waitFor();
  // By its role: it has to be a table for a screen reader in every width.
  const rows = page.getByRole('table', { name: 'Measured with this model, on this device' }).getByRole('row');
  const [head, ...body] = await Promise.all(
    (await rows.all()).map((row) => row.locator('th, td').evaluateAll((all) => all.map((cell) => cell.textContent))),
  );
  expect(head).toEqual(['Backend', 'Threads', 'Median', 'Agreed', 'Reason']);
  return body;
}

const scrollWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test('the demo works on a page that is not isolated, at phone width, without scrolling sideways', async () => {
  const { page } = await openDemo(await startDemo('--no-isolation'), { width: 390 });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const rows = await backendsWhen(page, 'Nothing else to measure here. In use: WebAssembly with 1 thread.');
  expect(rows).toEqual([
    ['WebAssembly in use', '1', '–', '–', ''],
    ['WebAssembly', '2', '–', '–', expect.stringMatching(/^not measured: .*Cross-Origin-Opener-Policy/)],
    ['WebGL', '–', '–', '–', expect.stringMatching(/^not measured: .*SwiftShader/)],
  ]);
  await page.getByText('The same in sentences').click();
  expect(await page.getByText(/^wasm: it computes the same answers/).isVisible()).toBe(true);
  expect(await scrollWidth(page)).toBeLessThanOrEqual(390);
});

/** Of four threads, which are the fastest, and two, which compute something else. */
const fourThreads = `
  ${clockByThreads({ 1: 48, 2: 10, 4: 20 })}
  const post = globalThis.postMessage.bind(globalThis);
  globalThis.postMessage = (message, transfer) => {
    if (threads === 2 && message.answer?.agreed) Object.assign(message.answer, { agreed: false, difference: 0.031 });
    post(message, transfer);
  };`;

test.each([1280, 390])('the demo shows what was measured, and what it led to, %i pixels wide', async (width) => {
  const { page } = await openDemo(await startDemo(), { width, device: fourThreads });
  const measured = [
    ['WebAssembly', '1', '48 ms', '–', 'takes 2.4 times as long'],
    ['WebAssembly', '2', '–', 'no, off by 3.1%', 'out: its answer is another one'],
    ['WebAssembly in use', '4', '20 ms', 'yes', 'the fastest that agrees'],
    ['WebGL', '–', '–', '–', expect.stringMatching(/^not measured: .*SwiftShader/)],
  ];
  expect(await backendsWhen(page, 'Measured. In use: WebAssembly with 4 threads.')).toEqual(measured);
  expect(await page.locator('#fact-backend-note').textContent()).toContain('4 threads');
  expect(await scrollWidth(page)).toBeLessThanOrEqual(width);

  // The next visit knows.
  await page.reload();
  expect(await backendsWhen(page, 'In use: WebAssembly with 4 threads.')).toEqual(measured);
});

test('the demo says that it measures, and what could not be had', async () => {
  const url = await startDemo();
  const context = await (
    await openBrowser()
  ).newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 800 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  let refuse: () => void = () => undefined;
  const seen = new Promise<void>((resolve) => (refuse = resolve));
  await context.route('**/*threaded*', async (route) => {
    await seen;
    await route.fulfill({ status: 404, body: 'none' });
  });
  await page.goto(url);
  const meanwhile = await backendsWhen(page, 'In use meanwhile: WebAssembly with 1 thread.');
  expect(meanwhile).toEqual([['WebAssembly in use', '1', '–', '–', '']]);
  refuse();
  const [one, two] = await backendsWhen(page, 'Measured. In use: WebAssembly with 1 thread.');
  expect(one).toEqual(['WebAssembly in use', '1', '–', '–', '']);
  expect(two?.slice(0, 4)).toEqual(['WebAssembly', '2', '–', '–']);
  expect(two?.[4]).toContain('tfjs-backend-wasm-threaded-simd.wasm');
  expect(await scrollWidth(page)).toBeLessThanOrEqual(390);
});

test('the demo says what to do when its model cannot be had', async () => {
  const url = await startDemo();
  const context = await (await openBrowser()).newContext({ serviceWorkers: 'block' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await context.route('**/model.json', (route) => route.fulfill({ status: 404, body: 'none' }));
  await page.goto(url);
  await page.locator('#problem-code', { hasText: 'network' }).waitFor();
  expect(await page.locator('#problem-message').textContent()).toContain('404');
});
