import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.js';
import { tinyApp, viteBuild } from '../support/bundlers.js';
import { createProject, filesIn, serveFolder } from '../support/packed.js';
import { fencesOf } from '../support/docs-pages.js';
import { openServer, type TestServer } from '../support/server.js';

// Applications as the README tells to write them, installed from the packed library.

const snippet = (language: string) => {
  const found = fencesOf('README.md').find(
    (fence) => fence.language === language && fence.code.includes('makeAvailableOffline({'),
  );
  return found!.code;
};

/** The pose model where the README has it. */
function servePose(server: TestServer): void {
  for (const [file, body] of filesIn('models/pose/packaged')) server.files.set(`/models/pose/${file}`, { body });
}

const project = await createProject(tinyApp);

async function openTestServer(): Promise<TestServer> {
  const server = await openServer();
  onTestFinished(() => server.close());
  servePose(server);
  return server;
}

/** Visits once, takes the server away, visits again; answers the key points that the pose model then finds. */
async function visitTwice(server: TestServer): Promise<number> {
  const context = await (await openBrowser()).newContext();
  onTestFinished(() => context.close());
  const first = await context.newPage();
  await first.goto(`${server.origin}/`);
  await first.evaluate(async () => {
    await navigator.serviceWorker.register('/service-worker.js');
    await navigator.serviceWorker.ready;
  });
  await first.close();
  await server.close();

  const second = await context.newPage();
  await second.goto(`${server.origin}/`);
  return second.evaluate(async () => {
    const model = await window.edgewise.loadModel('/models/pose/');
    const { outputs } = await model.predict(new Int32Array(192 * 192 * 3));
    return Object.values(outputs)[0]!.data.length / 3;
  });
}

const html = { 'Content-Type': 'text/html' };

test('an application bundled by Vite, with the list that Workbox puts into its service worker', async () => {
  const server = await openTestServer();
  const out = await viteBuild(project);
  serveFolder(server, out, '/');
  server.files.set('/', { body: readFileSync(path.join(out, 'index.html')), headers: html });
  // As workbox-build does: what Vite named by content has no revision, and the list takes the place of the word.
  const manifest = [...filesIn(out)].map(([url, body]) => {
    const hashed = url.startsWith('assets/');
    return { url, revision: hashed ? null : createHash('md5').update(body).digest('hex') };
  });
  expect(manifest.filter(({ url }) => url.endsWith('.wasm'))).toHaveLength(3);
  const entry = project.write('sw.ts', snippet('ts'));
  const { outputFiles } = await esbuild.build({
    absWorkingDir: project.folder,
    entryPoints: [entry],
    bundle: true,
    write: false,
    define: { 'self.__WB_MANIFEST': JSON.stringify(manifest) },
  });
  server.files.set('/service-worker.js', { body: outputFiles[0]!.text });
  expect(await visitTwice(server)).toBe(17);
});

test('a page without a bundler, by script tag, with a classic service worker', async () => {
  const server = await openTestServer();
  serveFolder(server, path.join(project.library, 'dist'), '/edgewise/');
  const page = '<!doctype html><title>App</title><script src="/edgewise/edgewise.iife.js"></script>';
  server.files.set('/', { body: page, headers: html });
  server.files.set('/service-worker.js', { body: snippet('js') });
  expect(await visitTwice(server)).toBe(17);
});
