import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { replaceFile } from './files.js';

/** What was kept under this identity, or undefined: nothing was, or it was kept by other settings, or the file broke. */
export async function readCheckpoint<State>(file: string, identity: string): Promise<State | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const kept = deserialize(await readFile(file)) as { identity: string; state: State };
    return kept.identity === identity ? kept.state : undefined;
  } catch {
    // What is lost is time, no data: the work begins anew and writes over it.
    return undefined;
  }
}

/** Keeps plain data and typed arrays. Whoever stops in the middle finds the checkpoint before. */
export async function writeCheckpoint(file: string, identity: string, state: unknown): Promise<void> {
  await replaceFile(file, serialize({ identity, state }));
}

/** A result that took long is computed once: `compute` runs only where `file` holds none of this identity. */
export async function computedOnce<Result>(
  file: string,
  identity: string,
  compute: () => Promise<Result>,
): Promise<Result> {
  const kept = await readCheckpoint<{ result: Result }>(file, identity);
  if (kept) return kept.result;
  const result = await compute();
  await writeCheckpoint(file, identity, { result });
  return result;
}
