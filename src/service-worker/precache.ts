import { PrecacheController } from 'workbox-precaching/PrecacheController.js';
import { whyNotKept } from './failures.js';
import type { OfflineFile } from './options.js';
import type { ExtendableEvent } from './scope.js';

/** Connections at once, as many as browsers open to one server. */
const filesAtOnce = 6;

/**
 * The files that are answered from Cache Storage, by Workbox: each under its URL and revision, so that a new version
 * lies beside the old one until it takes over.
 */
export class Precache {
  readonly controller: PrecacheController;
  readonly #name: string;

  /** `scope` of the service worker: each has a cache of its own, apart from what else the application caches. */
  constructor(
    scope: string,
    private readonly files: readonly OfflineFile[],
  ) {
    this.#name = `edgewise-offline-${scope}`;
    this.controller = new PrecacheController({ cacheName: this.#name });
    // A page is asked for with other headers than its file was fetched with; it is the same file.
    this.controller.strategy.matchOptions = { ignoreVary: true };
    this.controller.addToCacheList(files.map(({ revision = null, ...file }) => ({ ...file, revision })));
  }

  /** Fetches those of its files that it does not have yet; fails with the first that cannot be kept. */
  async install(files: readonly OfflineFile[], event: ExtendableEvent): Promise<void> {
    const queue = files.values();
    const worker = async () => {
      for (const file of queue) await this.#installOne(file, event);
    };
    await Promise.all(Array.from({ length: filesAtOnce }, worker));
  }

  async #installOne(file: OfflineFile, event: ExtendableEvent): Promise<void> {
    const { url, revision, integrity } = file;
    const request = new Request(url, {
      // The HTTP cache may hold an older file of that name, or this one with older headers. Where a digest says which
      // file it is, asking whether it is current is enough, and spares a download.
      cache: integrity !== undefined ? 'no-cache' : revision ? 'reload' : 'default',
      credentials: 'same-origin',
      ...(integrity !== undefined && { integrity }),
    });
    const params = { cacheKey: this.controller.getCacheKeyForURL(url) };
    try {
      await Promise.all(this.controller.strategy.handleAll({ request, params, event }));
    } catch (error) {
      throw await whyNotKept(file, error);
    }
  }

  /** Drops what belongs to earlier versions only. */
  async dropOutdated(event: ExtendableEvent): Promise<void> {
    await this.controller.activate(event);
  }

  async find(url: string): Promise<Response | undefined> {
    const key = this.controller.getCacheKeyForURL(url);
    if (key === undefined) return undefined;
    return (await caches.open(this.#name)).match(key, { ignoreVary: true });
  }

  /** Whether a page among its files is cross-origin isolated, which its own headers say. */
  async hasIsolatedPage(): Promise<boolean> {
    const found = await Promise.all(this.files.map(({ url }) => this.find(url)));
    return found.some((response) => response && isIsolated(response.headers));
  }
}

function isIsolated(headers: Headers): boolean {
  const says = (name: string, value: RegExp) => value.test(headers.get(name) ?? '');
  return (
    says('Content-Type', /^text\/html\b/i) &&
    says('Cross-Origin-Opener-Policy', /^\s*same-origin\s*(;|$)/) &&
    says('Cross-Origin-Embedder-Policy', /^\s*(require-corp|credentialless)\s*(;|$)/)
  );
}
