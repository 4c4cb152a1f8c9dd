import type { Digest } from '../model/digest.js';
import { succeed, orphans, type ModelDatabase, type ModelRecord, type NewFiles } from './record.js';

/** Where the browser offers no IndexedDB (private mode, a policy): models last as long as the page. */
export class MemoryDatabase implements ModelDatabase {
  readonly kind = 'memory';
  readonly #records = new Map<string, ModelRecord>();
  readonly #files = new Map<Digest, ArrayBuffer>();

  constructor(readonly reason: string) {}

  find(url: string) {
    return Promise.resolve(this.#records.get(url) ?? null);
  }

  read(digests: Iterable<Digest>) {
    const files = new Map<Digest, ArrayBuffer>();
    for (const digest of digests) {
      // A copy, as IndexedDB gives one: the caller may transfer it.
      const bytes = this.#files.get(digest);
      if (bytes) files.set(digest, bytes.slice(0));
    }
    return Promise.resolve(files);
  }

  write(record: ModelRecord, { fresh, reused = new Map() }: NewFiles) {
    for (const [digest, bytes] of [...reused, ...fresh]) this.#files.set(digest, bytes.slice(0));
    this.#records.set(record.url, succeed(record, this.#records.get(record.url)));
    this.#dropOrphans();
    return Promise.resolve();
  }

  list() {
    return Promise.resolve([...this.#records.values()]);
  }

  update(url: string, change: Partial<ModelRecord>, digest?: Digest) {
    const record = this.#records.get(url);
    const isMeant = record?.digest === (digest ?? record?.digest);
    if (record && isMeant) this.#records.set(url, { ...record, ...change });
    return Promise.resolve(record !== undefined && isMeant);
  }

  delete(url: string) {
    const existed = this.#records.delete(url);
    this.#dropOrphans();
    return Promise.resolve(existed);
  }

  clear() {
    this.#records.clear();
    this.#files.clear();
    return Promise.resolve();
  }

  #dropOrphans() {
    const unused = orphans(this.#files.keys(), [...this.#records.values()]);
    for (const digest of unused) this.#files.delete(digest);
  }
}
