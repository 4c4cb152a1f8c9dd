import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createProject } from '../support/packed.js';

const run = promisify(execFile);
const project = await createProject();

/** Runs a script in Node, as a server does that renders pages. What it prints, and ending by itself, is the answer. */
async function node(
  source: string,
  extension: 'mjs' | 'cjs' = 'mjs',
  ...flags: string[]
): Promise<{ stdout: string; stderr: string }> {
  const script = project.write(`script.${extension}`, source);
  return run(process.execPath, [...flags, script], { cwd: project.folder, timeout: 20_000 });
}

test.each([
  ['by itself', []],
  ['as esbuild would bundle it for a server', ['--conditions=module']],
])('an import in Node, %s, has no effect', async (_, flags) => {
  const source = `
    const names = () => Reflect.ownKeys(globalThis).map(String).sort().join();
    const before = names();
    const library = await import('edgewise');
    console.log(names() === before, Object.keys(library).sort().join());
  `;
  const { stdout, stderr } = await node(source, 'mjs', ...flags);
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe('true EdgewiseError,configure,inspectDevice,loadModel,store');
});

test.each([
  `loadModel('/model.json')`,
  `loadModel('https://example.com/model.json', { worker: false })`,
  `store.list()`,
  `store.usage()`,
  `store.delete('/model.json')`,
  `store.pin('/model.json')`,
  `store.clear()`,
])('%s in Node rejects and says why', async (call) => {
  const { stdout } = await node(`
    import { EdgewiseError, loadModel, store } from 'edgewise';
    await ${call}.then(
      () => console.log('resolved'),
      (error) => console.log(JSON.stringify([error instanceof EdgewiseError, error.code, error.message])),
    );
  `);
  expect(JSON.parse(stdout)).toEqual([true, 'environment', expect.stringContaining('in the browser')]);
});

test('the helper for service workers has no effect in Node, and says where it belongs', async () => {
  const { stdout, stderr } = await node(`
    const names = () => Reflect.ownKeys(globalThis).map(String).sort().join();
    const before = names();
    const { makeAvailableOffline } = await import('edgewise/service-worker');
    console.log(names() === before);
    try { makeAvailableOffline(); } catch ({ code, message }) { console.log(code, message); }
  `);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^true\nenvironment makeAvailableOffline runs in a service worker only/);
});

test('require works where Node requires modules, and elsewhere Node says what it is', async () => {
  const { stdout } = await node(
    `try { console.log(typeof require('edgewise').loadModel); } catch (error) { console.log(error.code); }`,
    'cjs',
  );
  const features = process.features as { require_module?: boolean };
  expect(stdout.trim()).toBe(features.require_module ? 'function' : 'ERR_REQUIRE_ESM');
});
