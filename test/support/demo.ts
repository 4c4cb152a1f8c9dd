import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { demoServer } from '../../demo/server.js';
import { openBrowser } from './browser.js';

export type CardName = 'digit' | 'loan' | 'mail' | 'pose' | 'objects';

const folders: Record<CardName, string> = {
  digit: 'digits',
  loan: 'credit-risk',
  mail: 'spam',
  pose: 'pose',
  objects: 'objects',
};

export interface DemoOptions {
  browser?: Browser;
  context?: BrowserContextOptions;
  /** Host name instead of 127.0.0.1. */
  host?: string;
  /** Default true: the models of the other cards are not to be had, which keeps the machine free for this one. */
  alone?: boolean;
  /** Before anything is opened. */
  prepare?: (page: Page) => Promise<unknown>;
}

export interface OpenedDemo {
  page: Page;
  card: Locator;
  /** Uncaught errors of the page, in order. */
  errors: string[];
}

/** Serves the demo within this process; it closes with the test. Answers its URL. */
export async function serveDemo(): Promise<string> {
  const server = createServer(demoServer(fileURLToPath(new URL('../..', import.meta.url)), { isolated: true }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Opens the demo at one of its cards, and waits for its first answer. */
export async function openCard(name: CardName, options: DemoOptions = {}): Promise<OpenedDemo> {
  const url = new URL(`#${name}`, await serveDemo());
  if (options.host !== undefined) url.hostname = options.host;
  const browser = options.browser ?? (await openBrowser());
  // So that no other card is in the window, and loaded before this one.
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 700 },
    ...options.context,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  if (options.alone ?? true) {
    const others = Object.values(folders).filter((folder) => folder !== folders[name]);
    await context.route(new RegExp(`/models/(${others.join('|')})/packaged/manifest\\.json$`), (route) =>
      route.abort(),
    );
  }
  await options.prepare?.(page);
  await page.goto(url.href);
  const card = page.locator(`#${name}`);
  await answered(card);
  return { page, card, errors };
}

/** The card's model has answered. */
export async function answered(card: Locator): Promise<void> {
  await card.locator('[data-part=prediction]', { hasText: /\d m?s/ }).waitFor();
}

export function part(within: Locator, name: string): Locator {
  return within.locator(`[data-part=${name}]`);
}
