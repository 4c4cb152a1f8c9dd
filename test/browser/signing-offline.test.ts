import type { BrowserContext, Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { deploy, install, type Deployment } from '../support/offline.js';
import { linearPackage, servePackage } from '../support/packages.js';
import { openServer, type TestServer } from '../support/server.js';
import { signed, testKey } from '../support/signing.js';

const [publisher, stranger] = [testKey(), testKey()];
const keys = [publisher.publicKey];
const release = (n: number, by = publisher) => signed(linearPackage({ version: `${n}.0.0`, release: n }), by);

async function openTestServer(): Promise<TestServer> {
  const server = await openServer();
  onTestFinished(() => server.close());
  return server;
}

async function newContext(): Promise<BrowserContext> {
  const context = await (await openBrowser()).newContext();
  onTestFinished(() => context.close());
  return context;
}

async function visit(context: BrowserContext, server: TestServer): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.origin}/app/`);
  await page.waitForFunction(() => 'edgewise' in window);
  return page;
}

/** A deployment of the application, visited, with its service worker installed. */
async function installed(context: BrowserContext, server: TestServer, deployment: Deployment): Promise<Page> {
  deploy(server, deployment);
  const page = await visit(context, server);
  expect(await install(page)).toBe(deployment.release === undefined ? 'activated' : 'installed');
  return page;
}

/** The version that is loaded, or why none is. */
const load = (page: Page, url: string, trustedKeys?: readonly string[]): Promise<string> =>
  page.evaluate(
    async ([url, trustedKeys]) => {
      try {
        const model = await window.edgewise.loadModel(url, { trustedKeys });
        await model.predict([1, 2, 3, 4]);
        await model.dispose();
        return model.version!;
      } catch (error) {
        const { code, details } = error as InstanceType<typeof window.edgewise.EdgewiseError>;
        return `${code}: ${String(details['reason'])}`;
      }
    },
    [url, trustedKeys] as const,
  );

test('signed models that were never opened are verified without a server, and unsigned ones refused', async () => {
  const server = await openTestServer();
  const [one, other, bare] = [
    servePackage(server, release(1), 'one'),
    servePackage(server, release(1, stranger), 'other'),
    servePackage(server, linearPackage(), 'bare'),
  ];
  const context = await newContext();
  const page = await installed(context, server, { options: { models: [one, other, bare] } });
  await page.close();
  await server.close();

  const cold = await visit(context, server);
  expect(await load(cold, one, keys)).toBe('1.0.0');
  expect(await load(cold, one, [stranger.publicKey])).toBe('signature: unknown-key');
  expect(await load(cold, other, keys)).toBe('signature: unknown-key');
  expect(await load(cold, other, [stranger.publicKey])).toBe('1.0.0');
  expect(await load(cold, bare, keys)).toBe('signature: unsigned');
  expect(await load(cold, bare)).toBe('1.0.0');
});

test('a new version of the service worker leaves what a page verified as it is', async () => {
  const server = await openTestServer();
  const [judged, free] = [servePackage(server, release(2), 'judged'), servePackage(server, release(2), 'free')];
  const context = await newContext();
  const models = [judged, free];
  const page = await installed(context, server, { options: { models } });
  expect(await load(page, judged, keys)).toBe('2.0.0');
  expect(await load(page, free)).toBe('2.0.0');

  for (const folder of ['judged', 'free']) servePackage(server, release(3, stranger), folder);
  const next = await installed(context, server, { release: 'two', options: { models } });
  expect(await load(next, judged, keys)).toBe('signature: unknown-key');
  await Promise.all([page.close(), next.close()]);
  await server.close();

  const cold = await visit(context, server);
  expect(await load(cold, judged, keys)).toBe('2.0.0');
  // The positive control: what no page verified was brought up to date by that very installation.
  expect(await load(cold, free)).toBe('3.0.0');
});

test('what the service worker kept counts as a release that this device had, once it was verified', async () => {
  const server = await openTestServer();
  const url = servePackage(server, release(5), 'counted');
  const page = await installed(await newContext(), server, { options: { models: [url] } });
  expect(await load(page, url, keys)).toBe('5.0.0');
  servePackage(server, release(4), 'counted');
  expect(await load(page, url, keys)).toBe('signature: rolled-back');
  servePackage(server, release(6), 'counted');
  expect(await load(page, url, keys)).toBe('6.0.0');
});
