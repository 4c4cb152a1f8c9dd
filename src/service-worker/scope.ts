import { EdgewiseError } from '../errors.js';

/** An event in whose handling the browser lets a service worker live. */
export interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** What is used of a service worker's global scope: TypeScript has its types apart from those of a page. */
export interface ServiceWorkerScope {
  readonly location: Location;
  readonly navigator: { readonly hardwareConcurrency: number };
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'message', listener: (event: ExtendableEvent & { data: unknown }) => void): void;
}

/** The service worker that this code runs in. */
export function serviceWorkerScope(): ServiceWorkerScope {
  if ('registration' in globalThis && 'skipWaiting' in globalThis) return globalThis as unknown as ServiceWorkerScope;
  throw new EdgewiseError(
    'environment',
    'makeAvailableOffline runs in a service worker only. Call it in a script of its own, and have the page ' +
      `register that: navigator.serviceWorker.register('/service-worker.js').`,
    { missing: 'ServiceWorkerGlobalScope' },
  );
}
