import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, onTestFinished, TestRunner } from 'vitest';
import { chromiumArguments, findChromium } from './chromium.js';
import type { TestServer } from './server.js';

declare global {
  interface Window {
    edgewise: typeof import('../../src/index.js');
  }
}

export interface BrowserOptions {
  args?: readonly string[];
  /** Names that lead to this machine, for pages whose origin is not secure: `['phone.lan']`. */
  hosts?: readonly string[];
}

export interface PageOptions {
  /** Default: the browser of this test file. */
  browser?: Browser;
  /** Shares storage and HTTP cache with another page; default: a profile of its own. */
  context?: BrowserContext;
  /** The page's whole text; default: an empty page. Goes before the library's script. */
  html?: string;
  /** A script that runs before any other: for a device or browser that lacks something. */
  init?: string;
  /** Where the page lies; default a path of its own. An existing file or virtual file is taken as it is. */
  path?: string;
  /** Host name instead of 127.0.0.1; see `hosts`. */
  host?: string;
  /** URL of the library's file, or false for none. Default `/dist/index.js`. */
  library?: string | false;
  /** `module` imports it and sets `window.edgewise`; `classic` is a plain script tag. */
  script?: 'module' | 'classic';
  /** Further attributes of a classic script tag, `data-assets="…"`. */
  attributes?: string;
}

export interface TestPage {
  page: Page;
  context: BrowserContext;
  /** Console errors and uncaught errors, in order. */
  errors: string[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const browsers = new Map<string, Promise<Browser>>();

afterAll(async () => {
  const open = [...browsers.values()];
  browsers.clear();
  await Promise.all(open.map(async (browser) => (await browser).close()));
});

/** One browser for each set of options in a test file; closed after the file's last test. */
export function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const key = JSON.stringify(options);
  const browser = browsers.get(key) ?? launchBrowser(options);
  browsers.set(key, browser);
  return browser;
}

/** A browser that the caller closes. */
export async function launchBrowser({ args = [], hosts = [] }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium found. "npm test" installs one.');
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ');
  const resolver = rules === '' ? [] : [`--host-resolver-rules=${rules}`];
  return chromium.launch({ executablePath, args: [...chromiumArguments, ...resolver, ...args] });
}

let pages = 0;

/**
 * Opens a page that has the library as `window.edgewise`. It closes with the test that opened it, or with the
 * browser where it was opened outside a test.
 */
export async function openPage(server: TestServer, options: PageOptions = {}): Promise<TestPage> {
  const { library = '/dist/index.js', script = 'module', html = '<!doctype html><title>Test</title>' } = options;
  pages += 1;
  const where = options.path ?? `/page-${process.pid}-${pages}.html`;
  if (options.path === undefined || options.html !== undefined) {
    server.files.set(where, { body: html + (library === false ? '' : scriptTag(server, library, script, options)) });
  }

  const context = options.context ?? (await (options.browser ?? (await openBrowser())).newContext());
  const page = await context.newPage();
  if (options.init !== undefined) await page.addInitScript(options.init);
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));

  const close = async (): Promise<void> => {
    await page.close();
    if (!options.context) await context.close();
  };
  if (TestRunner.getCurrentTest()) onTestFinished(close);

  const base = new URL(server.origin);
  if (options.host !== undefined) base.hostname = options.host;
  // Module scripts have run when a page says `load`.
  await page.goto(new URL(where, base).href);
  if (library !== false && options.path === undefined && !(await page.evaluate(() => 'edgewise' in window))) {
    throw new Error(`The page did not load ${library}:\n${errors.join('\n')}`);
  }
  return { page, context, errors, close, [Symbol.asyncDispose]: close };
}

function scriptTag(server: TestServer, library: string, script: 'module' | 'classic', options: PageOptions): string {
  if (script === 'classic') return `<script src="${library}" ${options.attributes ?? ''}></script>`;
  // A file and not inline, since a policy may forbid inline scripts.
  const loader = `/use-edgewise-${pages}.js`;
  server.files.set(loader, { body: `import * as edgewise from '${library}';\nwindow.edgewise = edgewise;\n` });
  return `<script type="module" src="${loader}"></script>`;
}

/**
 * Records every URL that pages and their workers ask for, wherever it leads, but not what the browser asks for
 * itself: `launchBrowser({ args: [log.arg] })`, then close the browser, then `urls()`.
 */
export function recordNetwork(): { arg: string; urls(): string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgewise-net-'));
  const file = path.join(folder, 'net.json');
  return {
    arg: `--log-net-log=${file}`,
    urls() {
      const { constants, events } = JSON.parse(readFileSync(file, 'utf8')) as {
        constants: { logEventTypes: Record<string, number> };
        events: { type: number; params?: { url?: string; initiator?: string } }[];
      };
      rmSync(folder, { recursive: true });
      const started = constants.logEventTypes['URL_REQUEST_START_JOB'];
      const byPages = events.filter(({ type, params }) => type === started && params?.initiator !== 'not an origin');
      return byPages.flatMap(({ params }) => params?.url ?? []);
    },
  };
}
