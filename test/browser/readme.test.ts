import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { compile, resolutions } from '../support/compile.js';
import { createProject, serveFolder } from '../support/packed.js';
import { fencesOf, type Fence } from '../support/readme.js';
import { openServer } from '../support/server.js';

// What a reader copies from the README compiles against the packed library, and what is marked `run` runs.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const fences = fencesOf('README.md');
const named = (wanted: (fence: Fence) => boolean) =>
  fences.filter(wanted).map((fence): [string, Fence] => [`${fence.language}, line ${fence.line}`, fence]);

const project = await createProject();
const server = await openServer({ cors: '*' });
const cdn = `/npm/edgewise@${version}/`;

beforeAll(() => {
  serveFolder(server, project.library, cdn);
});

test('the README has snippets to compile and to run', () => {
  expect(named(({ language }) => language === 'ts').length).toBeGreaterThan(0);
  expect(named(({ run }) => run).map(([, { language }]) => language)).toEqual(expect.arrayContaining(['ts', 'html']));
});

describe('compiles', () => {
  test.each(named(({ language }) => language === 'ts'))('%s', (_, { code, line }) => {
    const file = `snippet-${line}.ts`;
    project.write(file, code);
    expect(compile(project, [file], resolutions.bundler)).toEqual([]);
  });
});

/** The document's own hosts and folders, as they lie on the test's server. */
function served(code: string): string {
  return code
    .replace(/https:\/\/[\w.]+(?=\/npm\/)/g, server.otherOrigin)
    .replace(/\/models\/([\w-]+)\/(?=['?])/g, '/models/$1/packaged/');
}

/** Notes what a snippet logs, which is how it says that it is done, and what goes wrong. */
const listening = `<script>
  window.said = [];
  window.failed = [];
  const log = console.log;
  console.log = (...values) => (said.push(values.map((value) => typeof value)), log(...values));
  addEventListener('error', (event) => failed.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => failed.push(String(event.reason)));
</script>`;

async function pageFor({ language, code, line }: Fence): Promise<string> {
  if (language === 'html') return served(code);
  const script = `/snippet-${line}.js`;
  server.files.set(script, { body: (await transform(served(code), { loader: 'ts', target: 'es2022' })).code });
  const imports = JSON.stringify({ imports: { edgewise: path.posix.join(cdn, 'dist/index.js') } });
  return `<script type="importmap">${imports}</script><script type="module" src="${script}"></script>`;
}

describe('runs', () => {
  test.each(named(({ run }) => run))('%s', async (_, fence) => {
    const html = `<!doctype html><title>Snippet</title>${listening}${await pageFor(fence)}`;
    const { page, errors } = await openPage(server, { html, library: false });
    const ended = await page.waitForFunction(() => {
      const { said, failed } = window as unknown as { said: unknown[]; failed: string[] };
      return said.length + failed.length > 0 && { said: said.length, failed };
    });
    expect(await ended.jsonValue()).toEqual({ said: 1, failed: [] });
    expect(errors).toEqual([]);
  });
});

test('the README gives the command that the error of a missing worker gives', () => {
  const source = readFileSync('dist/index.js', 'utf8');
  const [, command = ''] = /(cp -r [^`]*?) OUTPUT_FOLDER/.exec(source)!;
  expect(command).toContain('wasm');
  expect(readFileSync('README.md', 'utf8')).toContain(`${command} out/`);
});
