import { hasSimd } from '../device/wasm.js';
import { EdgewiseError } from '../errors.js';
import { digests } from './library-digests.js';
import { libraryFiles, neededPaths } from './library-files.js';
import { keepModels, keptKinds, releaseModels } from './models.js';
import { planOf, type OfflineOptions } from './options.js';
import { Precache } from './precache.js';
import { answerRequests } from './routes.js';
import { serviceWorkerScope } from './scope.js';

let called = false;

/**
 * Makes an application available offline: its own files, Edgewise's workers and wasm, and its models. Call it once,
 * when the application's own service worker starts, before anything is awaited.
 *
 * The installation fetches everything and fails where something cannot be kept, so that
 * `navigator.serviceWorker.ready` on a page means that all is there, and what was there before stays. A new version
 * takes over once no page of the old one is open, or when a page sends `{ type: 'SKIP_WAITING' }`, as Workbox's
 * `messageSkipWaiting()` does.
 *
 * Files are answered from the cache, by revision. Models lie in Edgewise's store, once: they are pinned there while
 * they are named here, and `loadModel` goes on asking their server for changes when there is a network.
 *
 * @throws EdgewiseError `environment` outside a service worker, `input` for options that are not allowed. The
 * installation fails with `network`, `integrity`, `invalid-model` or `storage`, which browsers show in the console.
 */
export function makeAvailableOffline(options: OfflineOptions = {}): void {
  const worker = serviceWorkerScope();
  if (called) {
    throw new EdgewiseError('input', 'makeAvailableOffline was called twice. Say all in one call: the last would win.');
  }
  called = true;
  const { scope } = worker.registration;
  const { files, assets, models, fallback } = planOf(options, worker.location.href);
  const named = new Set(files.map(({ url }) => url));
  const library = assets === null ? [] : libraryFiles(assets, digests).filter(({ url }) => !named.has(url));
  const precache = new Precache(scope, [...files, ...library]);

  worker.addEventListener('install', (event) => {
    const install = async () => {
      await precache.install(files, event);
      await keepModels(models, scope);
      const simd = hasSimd();
      const threads = simd && worker.navigator.hardwareConcurrency > 1 && (await precache.hasIsolatedPage());
      const needed = neededPaths({ kinds: await keptKinds(), simd, threads });
      // The others are kept from the moment when a page asks for them.
      await precache.install(
        library.filter(({ path }) => needed.has(path)),
        event,
      );
    };
    event.waitUntil(install());
  });
  worker.addEventListener('activate', (event) => {
    const activate = async () => {
      await precache.dropOutdated(event);
      await releaseModels(models, scope);
      // The page of the first visit, too: what it fetches from now on is kept.
      await worker.clients.claim();
    };
    event.waitUntil(activate());
  });
  worker.addEventListener('message', ({ data }) => {
    if ((Object(data) as { type?: unknown }).type === 'SKIP_WAITING') void worker.skipWaiting();
  });
  answerRequests(precache, fallback);
}
