import { EdgewiseError, messageOf } from '../errors.js';
import type { KeptChoice } from '../model/kept-choice.js';
import type { Progress } from '../model/progress.js';
import { copyOf, type VerifiedModel } from '../model/verified-model.js';
import { fetchModel } from './fetch-model.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { openDatabase } from './open.js';
import type { ModelDatabase, ModelRecord } from './record.js';
import { trustOf } from './signing/trusted-keys.js';

export interface StoreUsage {
  kind: 'indexeddb' | 'memory';
  bytes: number;
  models: number;
  /** Bytes the browser would give this origin, as it says; null where it does not say. */
  quota: number | null;
  /** True where the browser promised not to evict this origin's data by itself. */
  persisted: boolean;
}

/** A load under way that several callers may share. */
interface SharedLoad {
  model: Promise<VerifiedModel>;
  callers: Set<(progress: Progress) => void>;
  /** For those who join later. */
  last?: Progress;
  waiting: number;
  abort: AbortController;
}

/** The one store of a page: what a store worker serves. */
export class ModelStore {
  #database: Promise<ModelDatabase> | undefined;
  readonly #loads = new Map<string, SharedLoad>();

  #open(): Promise<ModelDatabase> {
    return (this.#database ??= openDatabase());
  }

  /** Loads of the same URL with the same options that overlap are one download. */
  async fetch(request: FetchModelRequest, hooks: FetchModelHooks): Promise<VerifiedModel> {
    const key = JSON.stringify(request);
    const load = this.#loads.get(key) ?? this.#begin(key, request);
    load.callers.add(hooks.onProgress);
    if (load.last) hooks.onProgress(load.last);
    load.waiting++;
    const leave = () => {
      load.callers.delete(hooks.onProgress);
      if (--load.waiting === 0) {
        if (this.#loads.get(key) === load) this.#loads.delete(key);
        load.abort.abort(hooks.signal.reason);
      }
    };
    const model = await settleOrAbort(load.model, hooks.signal).catch((error: unknown) => {
      leave();
      throw error;
    });
    // Each caller may hand its bytes over; the last one gets the originals.
    const own = load.waiting > 1 ? copyOf(model) : model;
    leave();
    return own;
  }

  #begin(key: string, request: FetchModelRequest): SharedLoad {
    const abort = new AbortController();
    const hooks: FetchModelHooks = {
      signal: abort.signal,
      onProgress: (progress) => {
        load.last = progress;
        for (const caller of load.callers) caller(progress);
      },
    };
    const model = this.#open().then((database) => fetchModel(database, request, hooks, trustOf));
    const load: SharedLoad = { model, callers: new Set(), waiting: 0, abort };
    this.#loads.set(key, load);
    const forget = () => {
      if (this.#loads.get(key) === load) this.#loads.delete(key);
    };
    model.then(forget, forget);
    return load;
  }

  list(): Promise<ModelRecord[]> {
    return this.#ask((database) => database.list());
  }

  usage(): Promise<StoreUsage> {
    return this.#ask(async (database) => {
      const records = await database.list();
      // Files that models share lie there once.
      const files = new Map(records.flatMap((record) => record.files.map((f) => [f.sha256, f.bytes])));
      // Insecure pages have no storage manager, whatever the types say.
      const manager = navigator.storage as StorageManager | undefined;
      return {
        kind: database.kind,
        bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
        models: records.length,
        quota: (await manager?.estimate())?.quota ?? null,
        persisted: (await manager?.persisted()) ?? false,
      };
    });
  }

  delete(url: string): Promise<boolean> {
    return this.#ask((database) => database.delete(url));
  }

  async pin(url: string, pinned: boolean): Promise<void> {
    // What is let go is let go by all, until a new version of a service worker asks for it again.
    const change = pinned ? { pinned } : { pinned, offlineFor: [] };
    if (await this.#ask((database) => database.update(url, change))) return;
    throw new EdgewiseError(
      'not-cached',
      `${url} is not in this device's store, so it cannot be pinned. Load it first.`,
      { url },
    );
  }

  /** Where the models lie, and why not in IndexedDB. */
  async place(): Promise<{ kind: ModelDatabase['kind']; reason?: string }> {
    const { kind, reason } = await this.#open();
    return { kind, ...(reason !== undefined && { reason }) };
  }

  /** Keeps what was found out about a model, unless other bytes took its place; null forgets it. */
  async keepChoice(url: string, digest: string | null, choice: KeptChoice | null): Promise<void> {
    await this.#ask(async (database) => {
      const record = await database.find(url);
      if (record && (digest === null || record.digest === digest)) await database.update(url, { choice });
    });
  }

  clear(): Promise<void> {
    return this.#ask((database) => database.clear());
  }

  async #ask<Answer>(question: (database: ModelDatabase) => Promise<Answer>): Promise<Answer> {
    const database = await this.#open();
    try {
      return await question(database);
    } catch (error) {
      throw new EdgewiseError(
        'storage',
        `The browser's storage failed (${messageOf(error)}). Models that are loaded go on predicting.`,
        { kind: database.kind },
        error,
      );
    }
  }
}

function settleOrAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', aborted);
    });
  });
}
