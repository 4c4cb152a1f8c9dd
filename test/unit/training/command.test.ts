import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

function train(...args: string[]): { status: number | null; out: string; errors: string } {
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', 'models/training/train.ts', ...args], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return { status, out: stdout, errors: stderr };
}

const recipes = readdirSync('models').filter((name) => name !== 'training' && existsSync(`models/${name}/recipe.ts`));

test('--help names every recipe and how to go on after an interruption', () => {
  const { status, out } = train('--help');
  expect(status).toBe(0);
  expect(recipes.length).toBeGreaterThan(0);
  for (const name of recipes) expect(out).toMatch(new RegExp(`^  ${name} +\\S+`, 'm'));
  expect(out).toContain('--fresh');
  expect(out).toContain('goes on from there');
});

test.each([
  [['nonsense'], 'There is no recipe "nonsense".'],
  [[], 'Name one recipe.'],
  [['digits', '--seed', 'often'], '--seed is "often"'],
  [['digits', '--quickly'], "Unknown option '--quickly'"],
])('%j is refused with what there is instead', (args, message) => {
  const { status, out, errors } = train(...args);
  expect(status).toBe(1);
  expect(out).toBe('');
  expect(errors).toContain(message);
  expect(errors).not.toContain('    at ');
});
