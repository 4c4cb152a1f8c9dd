import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseExamples } from '../../../src/model/manifest/examples.js';
import type { TensorValue } from '../../../src/model/tensor.js';
import { command, temporaryFolder } from '../../support/command.js';
import { docsPages, fencesOf, misfit, toRun } from '../../support/docs-pages.js';
import { readSnippet } from '../../support/json-snippets.js';

// What a reader copies from the documentation is right. `test/browser/docs.test.ts` runs what is for a browser.

const all = docsPages.flatMap(fencesOf);

describe('the pages', () => {
  test('have snippets of each kind, and each is run or says why not', () => {
    for (const language of ['ts', 'js', 'html', 'sh', 'json']) {
      expect(
        all.some((fence) => fence.language === language),
        language,
      ).toBe(true);
    }
    expect(
      all.flatMap((fence) => (misfit(fence) === null ? [] : [`${fence.page}:${fence.line}: ${misfit(fence)!}`])),
    ).toEqual([]);
  });

  test('leave few unrun', () => {
    expect(all.filter(({ instead }) => instead?.kind === 'not run').length).toBeLessThanOrEqual(8);
  });

  test('have fences that are found, with their lines and comments', () => {
    const page = path.join(temporaryFolder(), 'page.md');
    const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`;
    writeFileSync(
      page,
      `# Page\n\n${fenced('ts', 'one();')}\n<!-- not run: it needs\na phone -->\n\n${fenced('sh', 'two')}\n<!-- run by test/none.ts -->\n${fenced('py', 'three')}`,
    );
    expect(fencesOf(page)).toMatchObject([
      { language: 'ts', code: 'one();\n', line: 4, instead: null },
      { language: 'sh', code: 'two\n', line: 11, instead: { kind: 'not run', reason: 'it needs\na phone' } },
      { language: 'py', code: 'three\n', line: 16, instead: { kind: 'run by', reason: 'test/none.ts' } },
    ]);
    expect(fencesOf(page).map(misfit)).toEqual([null, null, expect.stringContaining('nothing runs py')]);
    expect(misfit({ ...fencesOf(page)[2]!, language: 'ts' })).toBe('there is no test/none.ts');
  });
});

describe('JSON', () => {
  test.each(toRun('json'))('%s is read', (_, { code }) => {
    expect(readSnippet(code)).toBeTypeOf('string');
  });

  test.each([
    ['{ "format": "edgewise-package" }', /schemaVersion/],
    ['{ "format": "edgewise-examples" }', /version/],
    ['{ "format": "edgewise-signature", "schemaVersion": 1, "signatures": [] }', /one way/],
    ['{ "kind": "picture", "input": 7 }', /fit|input/],
    ['{ "input": { "kind": "smell" } }', /smell/],
    ['{ "name": "a", "colour": "red" }', /colour/],
    ['{ "caveats": [7] }', /caveats/],
    ['{ "a": 1 }', /Nothing of ours reads/],
    ['"transforms": {}', /not JSON/],
  ])('%s is refused', (code, words) => {
    expect(() => readSnippet(code)).toThrow(words);
  });
});

const run = promisify(execFile);

/** A folder as a reader has it who follows a page: a trained model and its evaluation, a package, a photograph, the command. */
function readersFolder(): string {
  const folder = temporaryFolder();
  const packaged = 'models/digits/packaged';
  const trained = ['trained', 'models/digits'].map((place) => path.join(folder, place));
  for (const place of trained) mkdirSync(place, { recursive: true });
  for (const file of readdirSync(packaged).filter((name) => name === 'model.json' || name.endsWith('.bin'))) {
    for (const place of trained) copyFileSync(path.join(packaged, file), path.join(place, file));
  }
  for (const name of ['pose', 'spam']) {
    cpSync(`models/${name}/packaged`, path.join(folder, `packages/${name}`), { recursive: true });
  }
  copyFileSync('demo/photographs/astronaut.png', path.join(folder, 'portrait.png'));
  const bytes = new Uint8Array(readFileSync(path.join(packaged, 'examples.json'))).buffer;
  const samples = parseExamples(bytes, 'examples.json').map(({ inputs, outputs }) => {
    const answer = Object.values(outputs)[0]!.data as Float32Array;
    const pixels = (Object.values(inputs)[0] as TensorValue).data as Float32Array;
    return { inputs: [...pixels], label: answer.indexOf(Math.max(...answer)) };
  });
  const evaluation = `export const metric = 'accuracy';\nexport const samples = () => ${JSON.stringify(samples)};\n`;
  writeFileSync(path.join(folder, 'evaluation.js'), evaluation);
  writeFileSync(path.join(folder, 'describe.json'), JSON.stringify({ name: 'digits', task: 'classification' }));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'site', private: true, type: 'module' }));
  const bin = path.join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  chmodSync(command, 0o755);
  symlinkSync(command, path.join(bin, 'edgewise'));
  return folder;
}

describe('shell', () => {
  /** The lines of a page go on from each other, as a reader types them. */
  const folders = new Map<string, string>();

  test.each(toRun('sh'))('%s runs', async (_, { page, code }) => {
    const folder = folders.get(page) ?? readersFolder();
    folders.set(page, folder);
    const env = { ...process.env, npm_config_offline: 'true' };
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', code], { cwd: folder, env, timeout: 50_000 });
    expect(stdout).not.toBe('');
  });

  test('the control: a command that fails is found', async () => {
    const shown = run('bash', ['-euo', 'pipefail', '-c', 'npx edgewise verify ./trained'], { cwd: readersFolder() });
    await expect(shown).rejects.toMatchObject({ stderr: expect.stringContaining('no package') as string });
  });
});
