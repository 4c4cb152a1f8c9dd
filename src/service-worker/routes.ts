import { PrecacheRoute } from 'workbox-precaching/PrecacheRoute.js';
import { Route } from 'workbox-routing/Route.js';
import { Router } from 'workbox-routing/Router.js';
import type { Precache } from './precache.js';

/**
 * Answers requests: files that are kept from the cache, all others as if there were no service worker. Models are
 * among the others, since `loadModel` has its own store for them.
 */
export function answerRequests(precache: Precache, fallback: string | null): void {
  const router = new Router();
  router.registerRoute(new PrecacheRoute(precache.controller));
  // A page is the same whatever stands behind its question mark; a script might be another version.
  const pages = new PrecacheRoute(precache.controller, { ignoreURLParametersMatching: [/^/] });
  router.registerRoute(
    new Route((asked) => asked.request.mode === 'navigate' && (pages.match(asked) as unknown), pages.handler),
  );
  if (fallback !== null) {
    router.registerRoute(
      new Route(
        ({ request, sameOrigin }) => sameOrigin && request.mode === 'navigate',
        async ({ request }) => {
          try {
            return await fetch(request);
          } catch (error) {
            const page = await precache.find(fallback);
            if (page) return page;
            throw error;
          }
        },
      ),
    );
  }
  router.addFetchListener();
}
