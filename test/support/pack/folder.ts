import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'edgewise-pack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | ArrayBuffer>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    await writeFile(path.join(folder, name), bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  }
  return folder;
}
