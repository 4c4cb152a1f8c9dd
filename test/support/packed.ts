import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import type { TestServer } from './server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** An application in a folder of its own, with the packed library installed as a user installs it. */
export interface Project {
  folder: string;
  /** `node_modules/edgewise` in it. */
  library: string;
  /** Writes a file, relative to the folder. Answers its absolute path. */
  write(file: string, text: string): string;
}

/** Packs the library and installs the tarball in a temporary folder, which goes after the file's last test. */
export async function createProject(files: Record<string, string> = {}): Promise<Project> {
  const place = realpathSync(mkdtempSync(path.join(tmpdir(), 'edgewise-packed-')));
  afterAll(() => {
    rmSync(place, { recursive: true, maxRetries: 3 });
  });
  await npm(root, 'pack', '--silent', '--ignore-scripts', '--pack-destination', place);
  const [tarball = ''] = readdirSync(place);

  const folder = path.join(place, 'app');
  const project: Project = {
    folder,
    library: path.join(folder, 'node_modules/edgewise'),
    write(file, text) {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    },
  };
  project.write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module' }));
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  await npm(folder, 'install', path.join(place, tarball), ...quiet);
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  // Files call this while they are imported, where Vitest ends nothing.
  await run('npm', args, { cwd, shell: process.platform === 'win32', timeout: 120_000 });
}

/** The files in a folder by their path relative to it, with forward slashes. */
export function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(folder, file).replaceAll(path.sep, '/'), readFileSync(file)];
    }),
  );
}

/** Serves a folder's files, as they are now, under a prefix such as `/app/`. */
export function serveFolder(server: TestServer, folder: string, prefix: string): void {
  for (const [file, body] of filesIn(folder)) server.files.set(prefix + file, { body });
}
