import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { demoServer } from '../../demo/server.js';
import { openBrowser } from '../support/browser.js';
import { answered, part } from '../support/demo.js';
import { ServiceWorkers } from '../support/offline.js';

interface Served {
  url: string;
  /** What answers; may be changed at any time. */
  answer: RequestListener;
  close: () => Promise<void>;
}

/** The demo as `npm start` serves it, in this process. */
async function serveDemo(): Promise<Served> {
  const server = createServer((...request) => {
    served.answer(...request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const served: Served = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    answer: demoServer('.', { isolated: true }),
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  onTestFinished(served.close);
  return served;
}

async function firstVisit(url: string): Promise<{ page: Page; context: BrowserContext }> {
  const context = await (await openBrowser()).newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText('Ready for offline').waitFor();
  return { page, context };
}

test('the demo can be installed', async () => {
  const { url } = await serveDemo();
  const { page, context } = await firstVisit(url);
  const session = await context.newCDPSession(page);
  const { url: manifest, errors } = await session.send('Page.getAppManifest');
  expect({ manifest, errors }).toEqual({ manifest: `${url}manifest.webmanifest`, errors: [] });
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Profiles of tests are never written to disk, and no application can be installed in those.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
});

test('the demo starts without its server, all five cards answer, and it says that it may', async () => {
  const served = await serveDemo();
  const { page, context } = await firstVisit(served.url);
  const workers = await ServiceWorkers.of(context, page);
  await page.goto('about:blank');
  await served.close();
  await expect(fetch(served.url)).rejects.toThrow();
  expect(await workers.stop()).toBe(1);

  const cold = await context.newPage();
  const missing: string[] = [];
  cold.on('requestfailed', (request) => missing.push(new URL(request.url()).pathname));
  await cold.goto(`${served.url}?from=home#pose`);
  await cold.getByText(/Pose found in/).waitFor();
  for (const card of ['digit', 'loan', 'mail', 'pose', 'objects']) await answered(cold.locator(`#${card}`));
  expect(await cold.evaluate(() => crossOriginIsolated)).toBe(true);
  await cold.getByText('Ready for offline').waitFor();
  await part(cold.locator('#objects'), 'model-card').locator('summary').click();
  await cold.getByRole('heading', { name: 'objects 1.0.0' }).waitFor();
  // Asked of the network, as they should be, and there is none: whether a model changed, and the application.
  expect(missing.filter((path) => !/\/manifest\.json$|^\/service-worker\.js$/.test(path))).toEqual([]);
});

test('the demo offers a new version of itself, and takes it when asked', async () => {
  const served = await serveDemo();
  const { page } = await firstVisit(served.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  served.answer = demoServer('.', { isolated: false });
  await page.reload();
  await page.getByText('A new version of this page is ready.').waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.getByRole('button', { name: 'Reload to use it' }).click();
  await page.waitForFunction(() => !crossOriginIsolated);
  await page.getByText('Ready for offline').waitFor();
});

test('the demo goes out of the way of what is served at its address later', async () => {
  const served = await serveDemo();
  const { page } = await firstVisit(served.url);
  served.answer = ({ url }, response) => {
    if (url === '/') response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Another one</title>');
    else response.writeHead(404).end();
  };
  await page.reload();
  await page.waitForFunction(() => document.title === 'Another one');
});
