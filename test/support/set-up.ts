/** Makes ready what the demo and the tests need: the build, the models and, with `--browser`, a browser. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.js';

/** The demo prepares what a person enters by the models' own code. */
const preparations = readdirSync('models')
  .filter((name) => statSync(path.join('models', name)).isDirectory())
  .flatMap((name) => readdirSync(path.join('models', name)).map((file) => path.join('models', name, file)))
  .filter((file) => file.endsWith('.ts'));
const sources = [
  ...['src', 'demo', 'rollup.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'],
  ...preparations,
];
/** A build clears its folders first and writes this file last. */
const lastBuilt = 'build/demo/main.js';

function newest(file: string): number {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

function builtSinceLastChange(): boolean {
  return existsSync(lastBuilt) && statSync(lastBuilt).mtimeMs > Math.max(...sources.map(newest));
}

function run(what: string, command: string, ...args: string[]): void {
  console.log(what);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`"${[command, ...args].join(' ')}" failed.`);
}

try {
  if (process.argv.includes('--browser')) console.log(`Browser: ${ensureChromium()}`);
  if (!builtSinceLastChange())
    run('Building the library and the demo (half a minute)…', 'npm', 'run', '--silent', 'build');
  run('Setting up the models…', 'tsx', 'models/set-up.ts');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
