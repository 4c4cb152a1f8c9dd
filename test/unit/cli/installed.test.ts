import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { version } from '../../../src/version.js';
import { writeModel } from '../../support/command.js';
import { layersModels } from '../../support/models/index.js';
import { createProject } from '../../support/packed.js';

const run = promisify(execFile);
const { folder, library } = await createProject();
const model = writeModel((await layersModels()).find(({ name }) => name === 'layers-conv')!.files);

/** As a person types it in a project that has the package installed. */
async function npx(...args: string[]): Promise<string> {
  const { stdout } = await run('npx', ['--no-install', 'edgewise', ...args], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  return stdout;
}

test('the installed command runs, with no other package beside it', async () => {
  expect(existsSync(path.join(library, 'node_modules'))).toBe(false);
  expect(existsSync(path.join(folder, 'node_modules/@tensorflow'))).toBe(false);
  expect(await npx('--version')).toBe(`${version}\n`);
  expect(await npx('--help')).toContain('Make a package:');
});

test('it inspects, packs, verifies and predicts', async () => {
  expect(JSON.parse(await npx('inspect', model, '--json'))).toMatchObject({ kind: 'layers' });
  const report = JSON.parse(await npx('pack', model, '--out', 'package', '--name', 'tiny', '--json'));
  expect(report.kind).toEqual({ source: 'layers', packed: 'graph' });
  expect(await npx('verify', 'package')).toMatch(/^tiny 1\.0\.0, release 1/);
  const values = Array(64).fill(0.5).join();
  const [prediction] = JSON.parse(await npx('predict', 'package', '--values', values, '--json')).predictions;
  const [output] = Object.values<any>(prediction);
  expect(output.data.reduce((sum: number, value: number) => sum + value, 0)).toBeCloseTo(1, 5);
});
