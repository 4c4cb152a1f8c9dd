import { clear, promisifyRequest, type UseStore } from 'idb-keyval';
import type { Digest } from '../model/digest.js';
import { succeed, orphans, type ModelDatabase, type ModelRecord, type NewFiles } from './record.js';

const databaseName = 'edgewise';
const storeName = 'models';
/** An old tab that keeps an older version open would let `open()` pend for ever. */
const openingTime = 5_000;

const modelKey = (url: string) => ['model', url];
const fileKey = (digest: Digest) => ['file', digest];
// Arrays sort behind strings, so `[kind, []]` lies behind every `[kind, 'text']`.
const allOf = (kind: 'model' | 'file') => IDBKeyRange.bound([kind], [kind, []]);

/**
 * One object store holds records under `['model', url]` and bytes under `['file', digest]`. Every
 * change is one transaction with strict durability.
 */
export class IndexedDatabase implements ModelDatabase {
  readonly kind = 'indexeddb';
  readonly #strict: UseStore;
  readonly #relaxed: UseStore;

  private constructor(first: IDBDatabase) {
    const connect = connection(first);
    this.#strict = transactions(connect, 'strict');
    this.#relaxed = transactions(connect, 'relaxed');
  }

  static async open(): Promise<IndexedDatabase> {
    return new IndexedDatabase(await openIndexedDb());
  }

  async find(url: string): Promise<ModelRecord | null> {
    return (await this.#relaxed('readonly', (store) => readRecord(store, url))) ?? null;
  }

  read(digests: Iterable<Digest>): Promise<Map<Digest, ArrayBuffer>> {
    return this.#relaxed('readonly', async (store) => {
      const files = new Map<Digest, ArrayBuffer>();
      await Promise.all(
        [...new Set(digests)].map(async (digest) => {
          const bytes = await readIfWhole(store.get(fileKey(digest)));
          if (bytes instanceof ArrayBuffer) files.set(digest, bytes);
        }),
      );
      return files;
    });
  }

  write(record: ModelRecord, { fresh, reused = new Map() }: NewFiles): Promise<void> {
    return this.#strict('readwrite', async (store) => {
      const replaced = await readRecord(store, record.url);
      for (const [digest, bytes] of fresh) store.put(bytes, fileKey(digest));
      for (const [digest, bytes] of reused) {
        if ((await promisifyRequest(store.getKey(fileKey(digest)))) === undefined) store.put(bytes, fileKey(digest));
      }
      // The record comes last: a model is there when its record is.
      store.put(succeed(record, replaced), modelKey(record.url));
      if (replaced) await dropOrphans(store);
    });
  }

  list(): Promise<ModelRecord[]> {
    return this.#relaxed('readonly', readRecords);
  }

  update(url: string, change: Partial<ModelRecord>, digest?: Digest): Promise<boolean> {
    return this.#relaxed('readwrite', async (store) => {
      const record = await readRecord(store, url);
      const isMeant = record?.digest === (digest ?? record?.digest);
      if (record && isMeant) await promisifyRequest(store.put({ ...record, ...change }, modelKey(url)));
      return record !== undefined && isMeant;
    });
  }

  delete(url: string): Promise<boolean> {
    return this.#strict('readwrite', async (store) => {
      const existed = (await promisifyRequest(store.getKey(modelKey(url)))) !== undefined;
      store.delete(modelKey(url));
      await dropOrphans(store);
      return existed;
    });
  }

  clear(): Promise<void> {
    return clear(this.#strict);
  }
}

function readRecord(store: IDBObjectStore, url: string): Promise<ModelRecord | undefined> {
  return promisifyRequest(store.get(modelKey(url)) as IDBRequest<ModelRecord | undefined>);
}

/** A damaged file fails its own read only, not the transaction; the file is then fetched again. */
function readIfWhole(request: IDBRequest<unknown>): Promise<unknown> {
  request.addEventListener('error', (event) => {
    event.preventDefault();
  });
  return promisifyRequest(request).catch(() => undefined);
}

function readRecords(store: IDBObjectStore): Promise<ModelRecord[]> {
  return promisifyRequest(store.getAll(allOf('model')) as IDBRequest<ModelRecord[]>);
}

async function dropOrphans(store: IDBObjectStore): Promise<void> {
  const records = await readRecords(store);
  const keys = (await promisifyRequest(store.getAllKeys(allOf('file')))) as [string, Digest][];
  const unused = orphans(
    keys.map(([, digest]) => digest),
    records,
  );
  for (const digest of unused) store.delete(fileKey(digest));
}

/**
 * idb-keyval's way to a store of one's own. Unlike its default, an exception in the middle aborts the
 * transaction, which would otherwise commit what went before.
 */
function transactions(connect: Connect, durability: IDBTransactionDurability): UseStore {
  return async (mode, callback) => {
    const transaction = await connect((db) => db.transaction(storeName, mode, { durability }));
    try {
      const [result] = await Promise.all([
        callback(transaction.objectStore(storeName)),
        mode === 'readwrite' ? completion(transaction) : undefined,
      ]);
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It had ended by itself, for the reason that is thrown here.
      }
      throw transaction.error ?? error;
    }
  };
}

/** By listeners, since idb-keyval sets the transaction's handlers for itself. */
function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => {
      resolve();
    });
    transaction.addEventListener('abort', () => {
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError'));
    });
  });
}

type Connect = (begin: (db: IDBDatabase) => IDBTransaction) => Promise<IDBTransaction>;

/** Begins transactions; opens again once where the browser closed the connection under us. */
function connection(first: IDBDatabase): Connect {
  let db: IDBDatabase | undefined;
  const watch = (opened: IDBDatabase) => {
    db = opened;
    db.onclose = () => (db = undefined);
    // Another tab wants to delete or upgrade: let it.
    db.onversionchange = () => {
      opened.close();
      db = undefined;
    };
    return db;
  };
  watch(first);
  return async (begin) => {
    try {
      return begin(db ?? watch(await openIndexedDb()));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
      return begin(watch(await openIndexedDb()));
    }
  };
}

function openIndexedDb(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new DOMException('IndexedDB did not open in time.', 'TimeoutError'));
    }, openingTime);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => {
      clearTimeout(timer);
      if (late) request.result.close();
      else resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new DOMException('IndexedDB did not open.', 'UnknownError'));
    };
  });
}
