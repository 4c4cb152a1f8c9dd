import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { answered, type CardName, openCard, part, serveDemo } from '../support/demo.js';
import { clockByThreads } from '../support/other-devices.js';
import { misplaced } from '../support/photograph.js';

const cardNames: readonly CardName[] = ['digit', 'loan', 'mail', 'pose', 'objects'];

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

async function openAll(url: string): Promise<{ page: Page; requests: string[] }> {
  const context = await (await openBrowser()).newContext({ serviceWorkers: 'block' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  context.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(url);
  await allAnswered(page);
  return { page, requests };
}

async function allAnswered(page: Page): Promise<void> {
  for (const name of cardNames) await answered(page.locator(`#${name}`));
}

const origins = (page: Page): Promise<string[]> => page.locator('[data-part=origin]').allTextContents();

test('five cards answer, from the network, then from the cache, and forget', async () => {
  const { page, requests } = await openAll(await startDemo());
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.getByText('Nothing you enter leaves this device.').isVisible()).toBe(true);
  expect(await origins(page)).toEqual(Array(5).fill('from network'));
  await expect
    .poll(() => page.locator('[data-part=size]').allTextContents())
    .toEqual(['120 kB → 31 kB', '55 kB → 15 kB', '1 MB → 262 kB', '9.3 MB → 4.7 MB', '8.1 MB → 4.9 MB']);
  for (const quality of ['99.46%', 'AUC 0.857', 'F1 0.965', 'Google’s own', 'Its author’s']) {
    await page.locator('[data-part=quality]', { hasText: quality }).waitFor();
  }

  requests.length = 0;
  await page.reload();
  await allAnswered(page);
  expect(await origins(page)).toEqual(Array(5).fill('from cache'));
  expect(requests.filter((path) => path.startsWith('/models/') && path.endsWith('.bin'))).toEqual([]);

  const digit = page.locator('#digit');
  await digit.getByRole('button', { name: 'Forget the model' }).click();
  await part(digit, 'origin').getByText('from network').waitFor();
  expect(await origins(page)).toEqual(['from network', ...Array<string>(4).fill('from cache')]);
  await page.getByRole('button', { name: 'Forget all five models' }).click();
  await expect.poll(() => origins(page)).toEqual(Array(5).fill('from network'));
  await allAnswered(page);
});

test('the pose is found on the photograph, and drawn', async () => {
  const { card, errors } = await openCard('pose');
  await card.getByText(/Pose found in/).waitFor();
  const rows = await part(card, 'points')
    .locator('tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
  const points = rows.map(([name = '', x, y]) => [name, [Number(x), Number(y)]] as const);
  expect(misplaced(Object.fromEntries(points) as Record<string, [number, number]>)).toEqual([]);
  const drawn = await part(card, 'overlay').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return Array.from(pixels).filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  expect(drawn).toBeGreaterThan(500);
  expect(errors).toEqual([]);
});

test('a model that fails says what to do, leaves the others alone, and can be tried again', async () => {
  const { page, errors } = await openCard('digit', {
    alone: false,
    prepare: async (page) => {
      await page.route('**/models/credit-risk/packaged/manifest.json', (route) =>
        route.fulfill({ status: 404, body: 'none' }),
      );
      await page.route('**/models/spam/packaged/manifest.json', (route) => route.abort());
    },
  });
  const [loan, mail] = [page.locator('#loan'), page.locator('#mail')];
  await loan.getByRole('alert').filter({ hasText: 'network' }).waitFor();
  expect(await part(loan, 'problem-message').textContent()).toContain('404');
  expect(await part(loan, 'problem-next').textContent()).toContain('try again');
  await mail.getByRole('alert').filter({ hasText: 'network' }).waitFor();
  await answered(page.locator('#pose'));

  await page.unroute('**/models/credit-risk/packaged/manifest.json');
  await page.unroute('**/models/spam/packaged/manifest.json');
  for (const card of [loan, mail]) {
    await card.getByRole('button', { name: 'Try again' }).click();
    await answered(card);
    expect(await part(card, 'problem').isVisible()).toBe(false);
  }
  expect(errors).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing, %s, wide and narrow, and no page scrolls sideways',
  async (colorScheme) => {
    const { page } = await openAll(await serveDemo());
    // All there is: tables open, a message at a field, a note.
    await page.locator('details').evaluateAll((all) => {
      for (const details of all as HTMLDetailsElement[]) details.open = true;
    });
    await page.getByLabel('Age').fill('300');
    await page.locator('#loan-age-message').waitFor();
    await part(page.locator('#pose'), 'file').setInputFiles({
      name: 'a.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('a'),
    });
    await part(page.locator('#pose'), 'complaint').waitFor();
    await page.locator('#mail mark').first().waitFor();
    const texts = cardNames.map((name) => part(page.locator(`#${name}`), 'model-card-text'));
    for (const text of texts) await text.locator('table').first().waitFor();
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ target, failureSummary }) => [target, failureSummary]),
      ]);
      expect(found, `${colorScheme}, ${width}`).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
      expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    }
  },
);

test('a keyboard reaches everything, and sees where it is', async () => {
  const { page } = await openAll(await serveDemo());
  await page.locator('body').press('Tab');
  const reached = new Set<string>();
  for (let i = 0; i < 100; i += 1) {
    const where = await page.evaluate(() => {
      const { activeElement } = document;
      const outlined = activeElement ? getComputedStyle(activeElement).outlineStyle : '';
      const name = activeElement?.closest('[data-part]')?.getAttribute('data-part') ?? activeElement?.tagName ?? '';
      return `${activeElement?.closest('article')?.id ?? ''} ${outlined === 'none' ? 'unseen ' : ''}${name}`;
    });
    if (!where.endsWith('BODY')) reached.add(where); // after the last there is the browser's own
    await page.keyboard.press('Tab');
  }
  for (const wanted of [
    'digit pad',
    'digit clear',
    'digit samples',
    'loan form',
    'loan reset',
    'mail mail',
    'mail open',
  ]) {
    expect([...reached]).toContain(wanted);
  }
  for (const card of ['pose', 'objects']) {
    for (const wanted of ['use-own', 'use-camera', 'threshold', 'model-card', 'forget']) {
      expect([...reached]).toContain(`${card} ${wanted}`);
    }
  }
  expect([...reached]).toContain(' forget-all');
  expect([...reached].filter((where) => where.includes('unseen'))).toEqual([]);
});

/** The rows of a card's table of backends as they are seen, once its note says so. */
async function backendsWhen(card: Locator, note: string): Promise<string[][]> {
  await part(card, 'choice-note').filter({ hasText: note }).waitFor({ state: 'attached' });
  if (!(await part(card, 'choice-note').isVisible())) await card.getByText('What runs the model, and why').click();
  // By its role: it has to be a table for a screen reader in every width.
  const rows = card.getByRole('table', { name: 'Measured with this model, on this device' }).getByRole('row');
  const [head, ...body] = await Promise.all(
    (await rows.all()).map((row) => row.locator('th, td').evaluateAll((all) => all.map((cell) => cell.textContent))),
  );
  expect(head).toEqual(['Backend', 'Threads', 'Median', 'Agreed', 'Reason']);
  return body;
}

const scrollWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test('the demo works on a page that is not isolated, at phone width, without scrolling sideways', async () => {
  const url = await startDemo('--no-isolation');
  const context = await (
    await openBrowser()
  ).newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 800 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${url}#pose`);
  const card = page.locator('#pose');
  await answered(card);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const rows = await backendsWhen(card, 'Nothing else to measure here. In use: WebAssembly with 1 thread.');
  expect(rows).toEqual([
    ['WebAssembly in use', '1', '–', '–', ''],
    ['WebAssembly', '2', '–', '–', expect.stringMatching(/^not measured: .*Cross-Origin-Opener-Policy/)],
    ['WebGL', '–', '–', '–', expect.stringMatching(/^not measured: .*SwiftShader/)],
  ]);
  await card.getByText('The same in sentences').click();
  expect(await card.getByText(/^wasm: it computes the same answers/).isVisible()).toBe(true);
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

/** Goes before the workers of GraphModels, to make of this device another one, with four cores. */
async function asDevice(page: Page, device: string): Promise<void> {
  await page.addInitScript(`Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });`);
  await page.context().route('**/dist/worker.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `{${device}}\n${await response.text()}` });
  });
}

test('a card shows what was measured, and what it led to, and the next visit knows', async () => {
  const { page, card } = await openCard('pose', { prepare: (page) => asDevice(page, fourThreads) });
  const measured = [
    ['WebAssembly', '1', '48 ms', '–', 'takes 2.4 times as long'],
    ['WebAssembly', '2', '–', 'no, off by 3.1%', 'out: its answer is another one'],
    ['WebAssembly in use', '4', '20 ms', 'yes', 'the fastest that agrees'],
    ['WebGL', '–', '–', '–', expect.stringMatching(/^not measured: .*SwiftShader/)],
  ];
  for (const note of ['Measured. In use: WebAssembly with 4 threads.', 'In use: WebAssembly with 4 threads.']) {
    expect(await backendsWhen(card, note)).toEqual(measured);
    expect(await part(card, 'backend-note').textContent()).toContain('4 threads');
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    }
    await page.reload();
    await answered(card);
  }
});

test('a card says that it measures, and what could not be had', async () => {
  let refuse: () => void = () => undefined;
  const seen = new Promise<void>((resolve) => (refuse = resolve));
  const { card } = await openCard('pose', {
    prepare: (page) =>
      page.context().route('**/*threaded*', async (route) => {
        await seen;
        await route.fulfill({ status: 404, body: 'none' });
      }),
  });
  const meanwhile = await backendsWhen(card, 'In use meanwhile: WebAssembly with 1 thread.');
  expect(meanwhile).toEqual([['WebAssembly in use', '1', '–', '–', '']]);
  refuse();
  const [one, two] = await backendsWhen(card, 'Measured. In use: WebAssembly with 1 thread.');
  expect(one).toEqual(['WebAssembly in use', '1', '–', '–', '']);
  expect(two?.slice(0, 4)).toEqual(['WebAssembly', '2', '–', '–']);
  expect(two?.[4]).toContain('tfjs-backend-wasm-threaded-simd.wasm');
});
