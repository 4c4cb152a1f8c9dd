import { expect, test } from 'vitest';
import { keep } from '../../src/store/keep.js';
import { MemoryDatabase } from '../../src/store/memory.js';
import type { ModelRecord } from '../../src/store/record.js';

function record(name: string, usedAt: number, pinned = false): ModelRecord {
  const files = [{ path: 'model.json', sha256: name, bytes: 1 }];
  const digest = name.padEnd(64, '0');
  const facts = { version: null, kind: 'graph', bytes: 1, expectedBytes: 1, storedAt: 0 } as const;
  return { url: `https://x/${name}`, name, digest, files, usedAt, pinned, ...facts };
}

/** Room for so many models. Like a browser, it counts a deleted one as free only some writes later. */
class SmallDatabase extends MemoryDatabase {
  #lingering = 0;

  constructor(
    private readonly room: number,
    private readonly linger = 0,
  ) {
    super('');
  }

  override async write(...[record, files]: Parameters<MemoryDatabase['write']>) {
    const others = (await this.list()).filter(({ url }) => url !== record.url).length;
    const full = others + 1 > this.room || this.#lingering > 0;
    this.#lingering = Math.max(0, this.#lingering - 1);
    if (full) throw new DOMException('', 'QuotaExceededError');
    await super.write(record, files);
  }

  override async delete(url: string) {
    this.#lingering = this.linger;
    return super.delete(url);
  }

  async names() {
    return (await this.list()).map(({ name }) => name);
  }
}

const files = { fresh: new Map([['x', new ArrayBuffer(1)]]) };

async function filled(room: number, linger = 0): Promise<SmallDatabase> {
  const database = new SmallDatabase(room, linger);
  for (const model of [record('a', 3), record('b', 1), record('c', 2, true)].slice(0, room)) {
    await database.write(model, files);
  }
  return database;
}

test('the least recently used model that nobody pinned makes room', async () => {
  const database = await filled(3);
  expect(await keep(database, record('d', 9), files)).toBe('');
  expect(await database.names()).toEqual(['a', 'c', 'd']);
  expect(await keep(database, record('e', 9), files)).toBe('');
  expect(await database.names()).toEqual(['c', 'd', 'e']);
});

test('a file that went with the model it was read from is written again', async () => {
  const database = await filled(1);
  const shared = new ArrayBuffer(3);
  const both = { ...record('b', 9), files: ['x', 'y'].map((sha256) => ({ path: sha256, sha256, bytes: 1 })) };
  expect(await keep(database, both, { fresh: new Map([['y', shared]]), reused: new Map([['x', shared]]) })).toBe('');
  expect(await database.names()).toEqual(['b']);
  expect([...(await database.read(['x', 'y', 'z'])).keys()]).toEqual(['x', 'y']);
});

test('no more than needed is given up, where space is free only later', async () => {
  const database = await filled(3, 2);
  expect(await keep(database, record('d', 9), files)).toBe('');
  expect(await database.names()).toEqual(['a', 'c', 'd']);
});

test('a model that a service worker makes available offline stays, and so does a new version of it', async () => {
  const database = await filled(2);
  await database.update('https://x/b', { offlineFor: ['https://x/app/'] });
  await database.write(record('b', 1), files);
  expect(await keep(database, record('d', 9), files)).toBe('');
  expect(await database.names()).toEqual(['b', 'd']);
  await database.update('https://x/b', { offlineFor: [] });
  expect(await keep(database, record('e', 9), files)).toBe('');
  expect(await database.names()).toEqual(['d', 'e']);
});

test('a pinned model stays, and the model itself is no room for itself', async () => {
  const database = await filled(3);
  await database.update('https://x/a', { pinned: true });
  await database.update('https://x/b', { pinned: true });
  expect(await keep(database, record('d', 9), files)).toMatch(/^The browser's storage is full/);
  expect(await database.names()).toEqual(['a', 'b', 'c']);
  expect(await keep(database, record('a', 9), files)).toBe('');
});

test('a storage that fails otherwise is a reason, not an error', async () => {
  const database = await filled(3);
  database.write = () => Promise.reject(new DOMException('Disk on fire.', 'UnknownError'));
  expect(await keep(database, record('d', 9), files)).toContain('Disk on fire.');
  database.write = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  database.list = () => Promise.reject(new Error('Unreadable.'));
  expect(await keep(database, record('d', 9), files)).toContain('Unreadable.');
});
