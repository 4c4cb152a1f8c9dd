import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/command.js';

const [count, silence] = ['reporter', 'silence-reporter'].map((name) => path.resolve(`test/support/${name}.ts`));
const header = `import { beforeAll, expect, test } from 'vitest';\n`;

/** Answers what a run of these files prints, the code it ends with among it. `longest`: of silence, in milliseconds. */
function runOf(files: Record<string, string>, longest?: number): Promise<string> {
  const folder = temporaryFolder();
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, 'test'));
  for (const [name, code] of Object.entries(files)) writeFileSync(path.join(folder, 'test', name), header + code);
  const reporters = [[silence, { longest }], count];
  const config = { test: { include: ['test/*.ts'], pool: 'forks', maxWorkers: 3, reporters } };
  writeFileSync(path.join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  const vitest = path.resolve('node_modules/vitest/vitest.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, 'run'], { cwd: folder }, (error, stdout, stderr) => {
      resolve(`${stderr}${stdout}ended with ${error?.code ?? 0}\n`);
    });
  });
}

const fine = `test('one', () => {});\n`;

test('what passed and what failed is counted on the last line, a file that failed by itself as one', async () => {
  await expect(runOf({ 'a.ts': fine, 'b.ts': fine })).resolves.toMatch(/^2 passed, 0 failed\nended with 0\n$/m);
  const wrong = `test('two', () => expect(1).toBe(2));\n`;
  const broken = `beforeAll(() => { throw new Error('no'); });\n${fine}`;
  await expect(runOf({ 'a.ts': fine + wrong, 'b.ts': broken, 'c.ts': 'nothing();' })).resolves.toMatch(
    /^1 passed, 3 failed\nended with 1\n$/m,
  );
});

test('a run that comes to no end is ended, says what it was at, and leaves nothing that runs', async () => {
  const said = await runOf(
    {
      'fine.ts': fine,
      'import.ts': `await new Promise(() => setInterval(() => {}, 1000));\n${fine}`,
      'loop.ts': `(await import('node:fs')).writeSync(1, 'pid ' + process.pid + ' .\\n');\ntest('loop', () => { for (;;); });\n`,
    },
    3_000,
  );
  expect(said).toContain('Nothing was heard for 3 s');
  expect(said).toMatch(/test\/import\.ts at its import/);
  expect(said).toMatch(/test\/loop\.ts at its first test/);
  expect(said).toMatch(/^1 passed, [1-9]\d* failed\nended with 1\n$/m);
  const [, pid] = /pid (\d+) \./.exec(said) ?? [];
  expect(() => process.kill(Number(pid ?? process.pid), 0)).toThrow('ESRCH');
});

test('a run that is ended in the middle of an import has failed', async () => {
  const said = await runOf(
    { 'fine.ts': fine, 'import.ts': 'await new Promise(() => setInterval(() => {}, 1000));\n' },
    3_000,
  );
  expect(said).toMatch(/^1 passed, 1 failed\nended with 1\n$/m);
});
