import { readdirSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { demoModels } from './models.js';
import { serviceWorkerScript } from './offline-files.js';

/** Files without which the demo's page cannot work, relative to the project's root. */
export const neededFiles = [
  'dist/index.js',
  'dist/worker.js',
  'dist/worker-layers.js',
  'dist/transforms.js',
  'build/demo/main.js',
  ...demoModels.map((model) => `models/${model}/packaged/manifest.json`),
] as const;

/**
 * Serves the demo at `/`, and beside it only what its page loads: the library, the demo's scripts and the models.
 * `isolated` sends the two headers that let a page use threads.
 */
export function demoServer(root: string, { isolated }: { isolated: boolean }): RequestListener {
  const models = readdirSync(join(root, 'models'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `models/${name}/packaged`);
  const folders = ['dist', 'build', ...models].map((folder) => ({ prefix: `/${folder}/`, folder }));
  const mounts = [...folders, { prefix: '/', folder: 'demo' }].map(({ prefix, folder }) => ({
    prefix,
    // `dev` looks at the disk on each request, so a new build shows without a restart.
    serve: sirv(join(root, folder), { dev: true, etag: true }),
  }));

  return (request, response) => {
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const url = request.url ?? '/';
    const serviceWorker = url === '/service-worker.js' && serviceWorkerScript(root, isolated ? 'isolated' : '');
    if (serviceWorker) {
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-cache' });
      response.end(request.method === 'HEAD' ? undefined : serviceWorker);
      return;
    }
    const mount = mounts.find(({ prefix }) => url.startsWith(prefix));
    if (mount) request.url = url.slice(mount.prefix.length - 1);
    const missing = (): void => {
      response.writeHead(404, { 'Content-Type': 'text/plain;charset=utf-8' });
      response.end(`There is no ${url} here.\n`);
    };
    if (mount) mount.serve(request, response, missing);
    else missing();
  };
}
