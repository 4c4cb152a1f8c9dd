import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A reader sees the old file or the new one, never half of one. */
export async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** As `replaceFile`, for a folder that is these files and no others. */
export async function replaceFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const temporary = `${folder}.${randomUUID()}.tmp`;
  const old = `${folder}.${randomUUID()}.old`;
  try {
    await mkdir(temporary, { recursive: true });
    for (const [name, bytes] of files) await writeFile(path.join(temporary, name), bytes);
    if (existsSync(folder)) await rename(folder, old);
    await rename(temporary, folder);
  } finally {
    if (!existsSync(folder) && existsSync(old)) await rename(old, folder);
    await rm(temporary, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
