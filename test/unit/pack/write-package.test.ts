import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writePackage } from '../../../src/cli/package/write-package.js';
import { temporaryFolder } from '../../support/pack/folder.js';

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
const manifest = bytes('{"format":"edgewise-package","release":3}');
const files = new Map([
  ['model.json', bytes('{}')],
  ['weights.bin', bytes('1234')],
  ['manifest.json', manifest],
]);
const old = new Map([...files, ['old.bin', bytes('old')]]);

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
  );
}

test('writes all files, and leaves nothing beside them', async () => {
  const parent = await temporaryFolder();
  const done: number[] = [];
  await writePackage(path.join(parent, 'a', 'b'), files, { onProgress: (now) => done.push(now) });
  expect(await readdir(path.join(parent, 'a'))).toEqual(['b']);
  expect(Object.keys(await contentOf(path.join(parent, 'a', 'b')))).toEqual([
    'manifest.json',
    'model.json',
    'weights.bin',
  ]);
  expect(done).toEqual([2, 6, 6 + manifest.byteLength]);
});

test('what is there already is refused; with force, a package is replaced as a whole', async () => {
  const target = path.join(await temporaryFolder(), 'package');
  await writePackage(target, old);
  await expect(writePackage(target, files)).rejects.toThrow(/is there already\. Use --force/);
  expect(await contentOf(target)).toHaveProperty(['old.bin'], 'old');
  await writePackage(target, files, { force: true });
  expect(await contentOf(target)).not.toHaveProperty(['old.bin']);
  expect(await readdir(path.dirname(target))).toEqual(['package']);
});

test('force replaces nothing but a package or a model: not a home, not a file', async () => {
  const parent = await temporaryFolder();
  await mkdir(path.join(parent, 'home', 'documents'), { recursive: true });
  await writeFile(path.join(parent, 'home', 'model.json'), '{}');
  await expect(writePackage(path.join(parent, 'home'), files, { force: true })).rejects.toThrow(/neither a package/);
  await writeFile(path.join(parent, 'file'), 'text');
  await expect(writePackage(path.join(parent, 'file'), files, { force: true })).rejects.toThrow(/is a file/);
  expect(await readdir(path.join(parent, 'home'))).toEqual(['documents', 'model.json']);
});

test('a link to a package stays a link', async () => {
  const parent = await temporaryFolder();
  await writePackage(path.join(parent, 'real'), old);
  await symlink(path.join(parent, 'real'), path.join(parent, 'current'));
  await writePackage(path.join(parent, 'current'), files, { force: true });
  expect((await lstat(path.join(parent, 'current'))).isSymbolicLink()).toBe(true);
  expect(await contentOf(path.join(parent, 'real'))).not.toHaveProperty(['old.bin']);
});

const failures = {
  'a disk that is full': {
    options: () => {
      let written = 0;
      return {
        write: async (file: string, content: Uint8Array) => {
          if (written++ === 1) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          await writeFile(file, content);
        },
      };
    },
    says: /the disk is full.*Nothing was changed/,
  },
  'a check that fails': {
    options: () => ({ check: () => Promise.reject(new Error('its digest is wrong')) }),
    says: /digest is wrong/,
  },
  'an abort while it writes': {
    options: () => {
      const controller = new AbortController();
      return {
        signal: controller.signal,
        onProgress: () => {
          controller.abort(new Error('interrupted'));
        },
      };
    },
    says: /interrupted/,
  },
};

test.each(Object.entries(failures))('%s leaves nothing, and what was there as it was', async (_, { options, says }) => {
  const parent = await temporaryFolder();
  await expect(writePackage(path.join(parent, 'new', 'package'), files, options())).rejects.toThrow(says);
  expect(await readdir(parent)).toEqual([]);

  const target = path.join(parent, 'package');
  await writePackage(target, old);
  await expect(writePackage(target, files, { ...options(), force: true })).rejects.toThrow(says);
  expect(await readdir(parent)).toEqual(['package']);
  expect(await contentOf(target)).toHaveProperty(['old.bin'], 'old');
});

/** A disk of 64 kB, where this process may mount one. */
async function tinyDisk(): Promise<{ folder: string; real: boolean }> {
  const folder = await temporaryFolder();
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return { folder, real: false };
  }
  onTestFinished(() => {
    execFileSync('/bin/umount', [folder]);
  });
  return { folder, real: true };
}

test('a disk of 64 kB is full, and is as empty afterwards as before', async () => {
  const { folder, real } = await tinyDisk();
  const room = { left: 64 * 1024 };
  const write = async (file: string, content: Uint8Array) => {
    room.left -= content.byteLength;
    if (room.left < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    await writeFile(file, content);
  };
  const large = new Map([...files, ['large.bin', new ArrayBuffer(256 * 1024)]]);
  await expect(writePackage(path.join(folder, 'package'), large, real ? {} : { write })).rejects.toMatchObject({
    code: 'storage',
    details: { code: 'ENOSPC' },
  });
  expect(await readdir(folder)).toEqual([]);
  await writePackage(path.join(folder, 'package'), files);
  expect(await readdir(folder)).toEqual(['package']);
});
