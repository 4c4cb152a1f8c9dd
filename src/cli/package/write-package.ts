import { randomUUID } from 'node:crypto';
import { lstat, mkdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkTarget } from './check-target.js';
import { diskError } from './disk-error.js';

export interface WriteOptions {
  /** Replace a package that is there. */
  force?: boolean;
  signal?: AbortSignal;
  /** Called with the finished folder before it takes its place; what it throws ends the writing. */
  check?: (folder: string) => Promise<unknown>;
  onProgress?: (bytes: number, total: number) => void;
  /** For tests: a disk that fails. */
  write?: (file: string, bytes: Uint8Array) => Promise<void>;
}

/**
 * Writes a folder that holds these files and no others: all of them, or nothing. They are written beside the target
 * under another name, and renamed when all is there and checked; after an error or an abort nothing is left of them, and
 * a package that was there is untouched.
 *
 * @throws EdgewiseError `input` where something is there that may not be replaced, `storage` where the disk refuses
 */
export async function writePackage(
  folder: string,
  files: ReadonlyMap<string, ArrayBuffer>,
  options: WriteOptions = {},
): Promise<void> {
  const { force = false, signal, check } = options;
  signal?.throwIfAborted();
  await checkTarget(folder, force);
  const parent = path.dirname(path.resolve(folder));
  let made: string | undefined;
  try {
    made = await mkdir(parent, { recursive: true });
    const target = await behindLink(path.resolve(folder));
    const temporary = besides(target, 'tmp');
    try {
      await mkdir(temporary);
      await writeAll(temporary, files, options);
      await check?.(temporary);
      signal?.throwIfAborted();
      await takePlace(temporary, target);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    if (made !== undefined) await removeEmpty(parent, made);
    throw diskError(error, folder);
  }
}

async function writeAll(
  folder: string,
  files: ReadonlyMap<string, ArrayBuffer>,
  { signal, onProgress, write = writeFlushed }: WriteOptions,
): Promise<void> {
  const total = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let done = 0;
  for (const [name, bytes] of files) {
    signal?.throwIfAborted();
    await write(path.join(folder, name), new Uint8Array(bytes));
    onProgress?.((done += bytes.byteLength), total);
  }
}

/** On the disk, not only on its way there: a rename that outlives a power cut must not name what does not. */
function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  return writeFile(file, bytes, { flush: true });
}

/** What was there is kept until the new one stands. */
async function takePlace(temporary: string, target: string): Promise<void> {
  const old = besides(target, 'old');
  const replaced = await exists(target);
  if (replaced) await rename(target, old);
  try {
    await rename(temporary, target);
  } catch (error) {
    if (replaced) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Hidden, and on the same disk, so that it can be renamed. */
function besides(target: string, ending: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.${ending}`);
}

async function behindLink(target: string): Promise<string> {
  return (await exists(target)) ? realpath(target) : target;
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** Folders that were made on the way to the target, from the inner to the outer; what others put there stays. */
async function removeEmpty(folder: string, outermost: string): Promise<void> {
  for (let each = folder; each.startsWith(outermost); each = path.dirname(each)) {
    const gone = await rmdir(each).then(
      () => true,
      () => false,
    );
    if (!gone) return;
  }
}
