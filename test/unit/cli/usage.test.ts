import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { version } from '../../../src/version.js';
import { command, edgewise, writeModel } from '../../support/command.js';
import { linear, unknownOps } from '../../support/models/index.js';
import { supportedLayers } from '../../../src/cli/trace/supported-layers.js';

const commands = ['pack', 'keygen', 'sign', 'inspect', 'verify', 'evaluate', 'predict', 'serve'];
const shard = 'group1-shard1of1.bin';

test('help names every command and every exit code, within 80 columns', async () => {
  const { code, stdout, stderr } = await edgewise(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const name of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  for (const exit of ['0 ', '1 ', '2 ', '130 ']) expect(stdout).toMatch(new RegExp(`^ {2}${exit}`, 'm'));
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test.each(commands)('edgewise %s --help describes every option, with examples, within 80 columns', async (name) => {
  const { code, stdout, stderr } = await edgewise([name, '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Examples:\n {2}# .+\n {2}\$ edgewise /m);
  for (const option of ['--json', '--quiet', '--help']) expect(stdout).toContain(option);
  const lines = stdout.split('\n');
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  const options = lines.flatMap((line, i) => {
    const match = /^ {2}(?:-\w, )?(--[\w-]+(?: <.*?>)?)(?: {2,}(.+))?$/.exec(line);
    // What is too long for its column has its description on the next line.
    return match ? [[match[1], match[2] ?? lines[i + 1]?.trim() ?? '']] : [];
  });
  expect(options.length).toBeGreaterThanOrEqual(3);
  for (const [option, description] of options) expect(`${option}: ${description}`).toMatch(/: .{5}/);
});

test('the page names the options that there are, all of them', async () => {
  const page = readFileSync(new URL('../../../src/cli/README.md', import.meta.url), 'utf8');
  const helps = await Promise.all(commands.map(async (name) => (await edgewise([name, '--help'])).stdout));
  const options = (text: string) => new Set(text.match(/--[a-z][a-z-]+/g));
  const known = options(helps.join('\n'));
  expect([...options(page)].filter((option) => !known.has(option))).toEqual([]);
  expect([...known].filter((option) => !options(page).has(option))).toEqual([]);
});

test('the page names the layers that become a graph', () => {
  const page = readFileSync(new URL('../../../src/cli/README.md', import.meta.url), 'utf8');
  const list = /\*\*Layers\*\* that become a graph: ([^.]+)\./.exec(page)?.[1];
  expect(list?.split(/,\s+/)).toEqual(supportedLayers);
});

test('--version is the version alone', async () => {
  expect(await edgewise(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each([
  [[], /Usage: edgewise/],
  [['fly'], /unknown command 'fly'/],
  [['inspct', 'x'], /Did you mean inspect\?/],
  [['inspect'], /missing required argument 'model'/],
  [['inspect', 'a', 'b'], /too many arguments/],
  [['inspect', 'a', '--fast'], /unknown option '--fast'/],
  [['evaluate', 'a'], /required option '--evaluate <module>'/],
  [['predict', 'a', '--range', '5'], /Two numbers are needed/],
])('edgewise %j is wrong usage', async (args, words) => {
  const { code, stdout, stderr } = await edgewise(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(words);
});

test('with --json wrong usage is a document as well', async () => {
  const { code, stdout, stderr } = await edgewise(['inspect', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'usage', message: expect.stringContaining('missing required argument'), details: {} },
  });
  expect(stderr).toContain('missing required argument');
});

test('a refusal is a sentence on stderr, and with --json a document on stdout', async () => {
  const folder = writeModel(linear().files);
  truncateSync(path.join(folder, shard), 3);
  const people = await edgewise(['inspect', folder]);
  expect([people.code, people.stdout]).toEqual([1, '']);
  expect(people.stderr).toMatch(new RegExp(`^error: ${shard} is cut short: 3 bytes`));
  expect(people.stderr).not.toContain('    at ');
  const { code, stdout, stderr } = await edgewise(['inspect', folder, '--json']);
  expect(code).toBe(1);
  const { error } = JSON.parse(stdout);
  expect(error).toMatchObject({ code: 'integrity', details: { file: shard, actual: 3 } });
  expect(stderr).toBe(`error: ${error.message}\n`);
});

test('a model that TF.js cannot run is inspected, and predict names the ops', async () => {
  const folder = writeModel(unknownOps().files);
  const { code, stdout } = await edgewise(['inspect', folder]);
  expect(code).toBe(0);
  expect(stdout).toContain('TF.js does not know\n  FancyOp, OtherOp.');
  const predicted = await edgewise(['predict', folder, '--values', '1']);
  expect(predicted.code).toBe(1);
  expect(predicted.stderr).toContain('FancyOp, OtherOp');
});

test('inspect answers people within 80 columns, and programs with the whole', async () => {
  const folder = writeModel(linear().files);
  const { stdout, stderr, code } = await edgewise(['inspect', folder]);
  expect([code, stderr]).toEqual([0, '']);
  for (const words of ['GraphModel', 'parameters', 'FLOPs', 'memory', 'Signature', 'MatMul', 'Weights by node']) {
    expect(stdout).toContain(words);
  }
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  const json = JSON.parse((await edgewise(['inspect', folder, '--json'])).stdout);
  expect(json).toMatchObject({ kind: 'graph', parameters: 15, graph: { uncounted: 0 } });
});

test('warnings go to stderr, so that the document stays alone', async () => {
  const { files } = linear();
  files.set(shard, new Uint8Array([...files.get(shard)!, 0, 0, 0]));
  const { stdout, stderr } = await edgewise(['inspect', writeModel(files), '--json']);
  expect(stderr).toMatch(/^warning: group1-shard1of1\.bin holds 3 bytes more/);
  expect(JSON.parse(stdout).kind).toBe('graph');
});

test('a reader that leaves early is no failure', async () => {
  const folder = writeModel(linear().files);
  const child = spawn('sh', ['-c', `"${process.execPath}" "${command}" inspect "${folder}" | head -1`]);
  let shown = '';
  let complaints = '';
  child.stdout.on('data', (part: Buffer) => (shown += part.toString()));
  child.stderr.on('data', (part: Buffer) => (complaints += part.toString()));
  await once(child, 'close');
  expect([shown, complaints]).toEqual([`${folder}\n`, '']);
});

test('colours come where they are asked for, and never into a file', async () => {
  const folder = writeModel(linear().files);
  const { stdout } = await edgewise(['inspect', folder], { env: { FORCE_COLOR: '1' } });
  expect(stdout).not.toContain('\u001b[');
});

/** Bytes of our files that a command loads. */
async function loadedBytes(...args: string[]): Promise<number> {
  const { code, stderr } = await edgewise(args, { env: { NODE_DEBUG: 'esm' } });
  expect(code).toBe(0);
  const files = new Set([...stderr.matchAll(/Storing (file:\S+\.js)/g)].map(([, url]) => fileURLToPath(url!)));
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

test('neither help nor inspect loads TF.js, which takes its time', async () => {
  const folder = writeModel(linear().files);
  const tensorFlow = 800_000;
  expect(await loadedBytes('--help')).toBeLessThan(tensorFlow / 4);
  expect(await loadedBytes('inspect', folder)).toBeLessThan(tensorFlow / 2);
  // The control: where it is needed, this is how it shows.
  expect(await loadedBytes('predict', folder, '--values', '1,2,3,4')).toBeGreaterThan(tensorFlow);
});
