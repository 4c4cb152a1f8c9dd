import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { ModelFiles } from './models/types.js';

/** The command as it ships. */
export const command = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** For standard input, which is closed behind it. */
  input?: string | Uint8Array;
}

/** Runs `edgewise` to its end, as from a shell without a terminal. */
export function edgewise(args: readonly string[], { cwd, env, input = '' }: RunOptions = {}): Promise<Ran> {
  const child = start(args, { ...(cwd !== undefined && { cwd }), ...(env && { env }) });
  child.stdin.end(input);
  return ended(child);
}

/** What it answers with `--json`. */
export async function answer(args: readonly string[], options?: RunOptions): Promise<any> {
  const { code, stdout, stderr } = await edgewise([...args, '--json'], options);
  if (code !== 0) throw new Error(`edgewise ${args.join(' ')} ended with ${String(code)}: ${stderr}`);
  return JSON.parse(stdout);
}

export function start(args: readonly string[], { cwd, env }: Pick<RunOptions, 'cwd' | 'env'> = {}) {
  return spawn(process.execPath, [command, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: 'pipe',
  });
}

export async function ended(child: ReturnType<typeof start>): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A temporary folder, which goes after the file's last test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'edgewise-command-')));
  folders.push(folder);
  return folder;
}

/** Writes a model's files into a new folder, whose path is the answer. */
export function writeModel(files: ModelFiles, folder = path.join(temporaryFolder(), 'model')): string {
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}
