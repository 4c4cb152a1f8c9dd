import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from 'playwright';
import type { OfflineOptions } from '../../src/service-worker.js';
import type { TestServer } from './server.js';

const folder = '/app/';
const html = { 'Content-Type': 'text/html;charset=utf-8' };

/** One deployment of a small application with a service worker of its own. */
export interface Deployment {
  /** What its page and its script say that they are; by it their revisions differ. */
  release?: string;
  options?: OfflineOptions;
  /** Where Edgewise's files lie. */
  library?: string;
  /** A service worker of another kind; default: a module. */
  serviceWorker?: string;
}

/** Puts the application on the server, in place of what was there. Answers the path of its page. */
export function deploy(server: TestServer, deployment: Deployment = {}): string {
  const { release = 'one', library = '/dist/', options = {} } = deployment;
  const page = `<!doctype html><title>${release}</title><script type="module" src="app.js"></script>`;
  server.files.set(folder, { body: page, headers: html });
  const app = `import * as edgewise from '${library}index.js';\nObject.assign(window, { edgewise, release: '${release}' });`;
  server.files.set(`${folder}app.js`, { body: app });
  const files = [
    ...['./', 'app.js'].map((url) => ({ url, revision: release })),
    { url: `${library}index.js`, revision: release },
    ...(options.files ?? []),
  ];
  const call = JSON.stringify({ assets: library, ...options, files });
  const source = `import { makeAvailableOffline } from '${library}service-worker.js';\nmakeAvailableOffline(${call});`;
  server.files.set(`${folder}service-worker.js`, { body: deployment.serviceWorker ?? source });
  return folder;
}

/** A new version of Edgewise: other workers under the same names, which its service worker knows by their digests. */
export function serveNextLibrary(server: TestServer, without: 'its workers' | 'nothing' = 'nothing'): void {
  const sha256 = (body: string) => createHash('sha256').update(body).digest('base64');
  let helper = readFileSync('dist/service-worker.js', 'utf8');
  for (const file of ['worker.js', 'worker-layers.js']) {
    const old = readFileSync(`dist/${file}`, 'utf8');
    const body = `// next\n${old}`;
    if (without === 'nothing') server.files.set(`/dist/${file}`, { body });
    helper = helper.replace(sha256(old), sha256(body));
  }
  server.files.set('/dist/service-worker.js', { body: helper });
}

/** How an installation ended. */
export type Ending = 'activated' | 'installed' | 'redundant';

/** Registers the application's service worker, or asks for its new version; waits for the end of the installation. */
export function install(page: Page, type: WorkerType = 'module'): Promise<Ending> {
  return page.evaluate(async (type) => {
    const options = { type, updateViaCache: 'none' } as const;
    const registration = await navigator.serviceWorker.register('/app/service-worker.js', options);
    if (!registration.installing && registration.active) await registration.update();
    const worker = registration.installing ?? registration.waiting ?? registration.active!;
    const ends = registration.active && registration.active !== worker ? ['installed'] : ['activated'];
    while (![...ends, 'redundant'].includes(worker.state)) {
      await new Promise((resolve) => {
        worker.addEventListener('statechange', resolve, { once: true });
      });
    }
    return worker.state as Ending;
  }, type);
}

type WorkerType = 'classic' | 'module';

/** The browser's own view of service workers. */
export class ServiceWorkers {
  /** What they failed with, as the console shows it. */
  readonly errors: string[] = [];
  readonly #running = new Set<string>();
  readonly #status = new Map<string, string>();
  readonly #waiting = new Set<() => void>();

  private constructor(private readonly session: CDPSession) {
    session.on('ServiceWorker.workerErrorReported', ({ errorMessage }) => {
      this.errors.push(errorMessage.errorMessage);
      this.#tell();
    });
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { versionId, runningStatus, status } of versions) {
        this.#status.set(versionId, status);
        if (runningStatus === 'stopped') this.#running.delete(versionId);
        else this.#running.add(versionId);
      }
      this.#tell();
    });
  }

  static async of(context: BrowserContext, page: Page): Promise<ServiceWorkers> {
    const workers = new ServiceWorkers(await context.newCDPSession(page));
    await workers.session.send('ServiceWorker.enable');
    return workers;
  }

  /** As the browser does with those that are idle. Answers how many ran, once none does. */
  async stop(): Promise<number> {
    const before = this.#running.size;
    await this.session.send('ServiceWorker.stopAllWorkers');
    while (this.#running.size > 0) await this.#news();
    return before;
  }

  /** Waits until none of them is an old or a new one: what waited has taken over. */
  async settled(): Promise<void> {
    const states = () => [...this.#status.values()].filter((status) => status !== 'redundant');
    while (states().join() !== 'activated') await this.#news();
  }

  /** Waits for an error that matches. */
  async error(expected: RegExp): Promise<void> {
    while (!this.errors.some((error) => expected.test(error))) await this.#news();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
    });
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The paths that Cache Storage keeps, sorted, without the revisions. */
export async function cachedPaths(page: Page): Promise<string[]> {
  const urls = await page.evaluate(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
    return (await Promise.all(caches.map((cache) => cache.keys()))).flat().map(({ url }) => url);
  });
  return urls.map((url) => new URL(url).pathname).sort();
}
