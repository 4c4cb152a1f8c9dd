import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.js';

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

async function openDemo(url: string, width = 1280): Promise<{ page: Page; requests: string[] }> {
  const context = await (await openBrowser()).newContext({ viewport: { width, height: 800 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  context.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url);
  await page.getByText(/Pose found in/).waitFor();
  return { page, requests };
}

/** Where a person who looks at the photograph sees them, in its pixels. */
const seen = {
  nose: [226, 122],
  'left eye': [247, 101],
  'right eye': [204, 99],
  'left shoulder': [318, 271],
  'right shoulder': [110, 257],
};

test('the demo finds the pose on the photograph, from the network and then from the cache', async () => {
  const { page, requests } = await openDemo(await startDemo());
  expect(await page.locator('#fact-origin').textContent()).toBe('from network');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  const rows = await page
    .locator('#points tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
  for (const [name, [x, y]] of Object.entries(seen)) {
    const row = rows.find(([first]) => first?.toLowerCase() === name);
    expect(row, `no row for ${name} in ${JSON.stringify(rows)}`).toBeDefined();
    expect(Math.hypot(Number(row?.[1]) - Number(x), Number(row?.[2]) - Number(y))).toBeLessThan(15);
  }
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

test('the demo works on a page that is not isolated, at phone width, without scrolling sideways', async () => {
  const { page } = await openDemo(await startDemo('--no-isolation'), 390);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('the demo says what to do when its model cannot be had', async () => {
  const url = await startDemo();
  const context = await (await openBrowser()).newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await context.route('**/model.json', (route) => route.fulfill({ status: 404, body: 'none' }));
  await page.goto(url);
  await page.locator('#problem-code', { hasText: 'network' }).waitFor();
  expect(await page.locator('#problem-message').textContent()).toContain('404');
});
