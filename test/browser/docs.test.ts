import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { openPage } from '../support/browser.js';
import { compile, resolutions } from '../support/compile.js';
import { toRun, type Fence } from '../support/docs-pages.js';
import { createProject, filesIn, serveFolder } from '../support/packed.js';
import { signingFile } from '../support/signing.js';
import { openServer } from '../support/server.js';

// What a reader copies from the documentation compiles against the packed library, and runs in a browser against the
// models of this repository, which lie where the pages have them. `test/unit/docs/snippets.test.ts` has the rest.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const scripts = toRun('ts', 'js');
const pages = toRun('ts', 'js', 'html');
const names = ['digits', 'credit-risk', 'spam', 'pose', 'objects'];

/** The key of the page on signing: that of RFC 8032's first example, which all the world knows. */
const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const d = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString('base64url');
const jwk = { kty: 'OKP', crv: 'Ed25519', x, d };
const shownKey = { privateKey: createPrivateKey({ key: jwk, format: 'jwk' }), publicKey: x };

const project = await createProject();
const server = await openServer({ cors: '*' });
const cdn = `/npm/edgewise@${version}/`;

beforeAll(() => {
  serveFolder(server, project.library, cdn);
  for (const name of names) {
    for (const [file, body] of filesIn(`models/${name}/packaged`))
      server.files.set(`/models/${name}/${file}`, { body });
    const manifest = new Uint8Array(readFileSync(`models/${name}/packaged/manifest.json`));
    server.files.set(`/models/${name}/manifest.sig`, { body: signingFile(manifest, shownKey) });
  }
  server.files.set('/photograph.png', { body: readFileSync('demo/photographs/astronaut.png') });
});

test('there are snippets to compile and to run', () => {
  const languages = pages.map(([, { language, page }]) => `${page} ${language}`);
  expect(languages).toEqual(expect.arrayContaining(['README.md ts', 'README.md html']));
});

/** A name that no other snippet has. */
const nameOf = ({ page, line }: Fence) => `${page.replace(/\W/g, '-')}-${line}`;

describe('compiles', () => {
  test.each(scripts)('%s', (_, fence) => {
    const file = `${nameOf(fence)}.ts`;
    project.write(file, fence.code);
    expect(compile(project, [file], resolutions.bundler)).toEqual([]);
  });

  test('the control: what no reader could compile is found', () => {
    project.write('wrong.ts', `import { loadModel } from 'edgewise';\nawait loadModel('/', { bakend: 'wasm' });\n`);
    expect(compile(project, ['wrong.ts'], resolutions.bundler)).toEqual([expect.stringContaining('bakend')]);
  });
});

/** Notes what a snippet says, and what goes wrong. */
const listening = `<script>
  window.said = 0;
  window.failed = [];
  const log = console.log;
  console.log = (...values) => (window.said++, log(...values));
  console.error = (...values) => failed.push(values.map(String).join(' '));
  addEventListener('error', (event) => failed.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => failed.push(String(event.reason)));
</script>`;

/** What an application's page has, for snippets that take pictures from it. */
const elements = `<img src="/photograph.png" alt="" width="64" height="64" />
<canvas width="64" height="64"></canvas><input type="file" /><video muted autoplay playsinline width="64"></video>
<script>
  const picture = document.querySelector('img');
  const canvas = document.querySelector('canvas');
  const ready = picture.decode().then(() => {
    const draw = () => canvas.getContext('2d').drawImage(picture, 0, 0, 64, 64);
    draw();
    setInterval(draw, 40);
    const video = document.querySelector('video');
    video.srcObject = canvas.captureStream(25);
    return video.play();
  });
</script>`;

/** The library's place on a CDN is one of the test's server. */
const served = (code: string) => code.replace(/https:\/\/[\w.]+(?=\/npm\/)/g, server.otherOrigin);

async function pageFor(fence: Fence): Promise<string> {
  if (fence.language === 'html') return `${served(fence.code)}<script>window.ended = true;</script>`;
  const script = `/${nameOf(fence)}.js`;
  const { code } = await transform(served(fence.code), { loader: 'ts', target: 'es2022' });
  server.files.set(script, { body: code });
  const imports = JSON.stringify({ imports: { edgewise: path.posix.join(cdn, 'dist/index.js') } });
  const start = `await ready; await import('${script}'); window.ended = true;`;
  return `<script type="importmap">${imports}</script>${elements}<script type="module">${start}</script>`;
}

/** Runs a snippet to its end, and to what it says where it says something. */
async function runSnippet(fence: Fence): Promise<{ failed: string[]; errors: string[] }> {
  const html = `<!doctype html><title>Snippet</title>${listening}${await pageFor(fence)}`;
  const { page, errors } = await openPage(server, { html, library: false });
  const ended = await page.waitForFunction((speaks) => {
    const { said, failed, ended } = window as unknown as { said: number; failed: string[]; ended?: boolean };
    return (failed.length > 0 || (ended === true && (said > 0 || !speaks))) && failed;
  }, fence.code.includes('console.log'));
  return { failed: (await ended.jsonValue()) || [], errors };
}

describe('runs', () => {
  test.each(pages)('%s', async (_, fence) => {
    expect(await runSnippet(fence)).toEqual({ failed: [], errors: [] });
  });

  test.each([
    ['ts', `import { loadModel } from 'edgewise';\nawait loadModel('/models/none/');\n`, /none/],
    [
      'ts',
      `import { loadModel } from 'edgewise';\nvoid loadModel('/models/pose/').then(() => console.log(nothing.there));\n`,
      /nothing/,
    ],
    ['ts', `import { inspectDevice } from 'edgewise';\nawait inspectDevice();\nconsole.error('caught');\n`, /caught/],
    ['html', '<script>edgewise.loadModel("/models/pose/");</script>', /edgewise is not defined/],
  ])('the control: %s that goes wrong is found', async (language, code, words) => {
    const { failed } = await runSnippet({ page: 'control', line: code.length, language, code, instead: null });
    expect(failed.join('\n')).toMatch(words);
  });
});

test('the README gives the command that the error of a missing worker gives', () => {
  const source = readFileSync('dist/index.js', 'utf8');
  const [, command = ''] = /(cp -r [^`]*?) OUTPUT_FOLDER/.exec(source)!;
  expect(command).toContain('wasm');
  expect(readFileSync('README.md', 'utf8')).toContain(`${command} out/`);
});
