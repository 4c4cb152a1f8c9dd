import type { Digest } from '../model/digest.js';
import type { KeptChoice } from '../model/kept-choice.js';
import type { ModelKind } from '../model/model-json.js';

/** A file of a stored model: the name it has there, and the digest under which its bytes lie. */
export interface StoredFile {
  path: string;
  sha256: Digest;
  bytes: number;
}

/** What is kept of a model apart from its bytes, so that listing reads no weights. */
export interface ModelRecord {
  url: string;
  name: string;
  version: string | null;
  digest: Digest;
  kind: ModelKind;
  /** True for a package; left out for a plain TF.js model. */
  package?: true;
  /** What its URL names first: model.json, or of a package its manifest; then the files that are named there, in order. */
  files: readonly StoredFile[];
  bytes: number;
  /** What the first file promises, itself included: progress counts to it, the first time as the second. */
  expectedBytes: number;
  /** Milliseconds since 1970, UTC. */
  storedAt: number;
  usedAt: number;
  pinned: boolean;
  /** Scopes of the service workers that make it available offline; no other model takes its room meanwhile. */
  offlineFor?: readonly string[];
  /** Which backend serves it best here; goes with these very bytes. */
  choice?: KeptChoice | null;
  /** The package's `manifest.sig`, as it was when this version was last found to be signed by a trusted key. */
  signingFile?: ArrayBuffer;
  /** Of all versions that were kept and found to be so; stays when another one takes its place. */
  highestRelease?: number;
}

/** The bytes of a model's files, to be written. */
export interface NewFiles {
  fresh: ReadonlyMap<Digest, ArrayBuffer>;
  /** What was read from this store before; written only where it has gone since. */
  reused?: ReadonlyMap<Digest, ArrayBuffer>;
}

/** Models by URL, their bytes by digest: two models that share a file keep it once. */
export interface ModelDatabase {
  readonly kind: 'indexeddb' | 'memory';
  /** Why it is not IndexedDB. */
  readonly reason?: string;
  find(url: string): Promise<ModelRecord | null>;
  /** The bytes of files, of whichever models; a missing or unreadable file is absent. */
  read(digests: Iterable<Digest>): Promise<Map<Digest, ArrayBuffer>>;
  /** All or nothing: after a failure, what was there before is still there, whole. */
  write(record: ModelRecord, files: NewFiles): Promise<void>;
  list(): Promise<ModelRecord[]>;
  /** Changes a record that exists, where it is of that version if one is named; false where there is none. */
  update(
    url: string,
    change: Partial<
      Pick<ModelRecord, 'usedAt' | 'pinned' | 'offlineFor' | 'choice' | 'signingFile' | 'highestRelease'>
    >,
    digest?: Digest,
  ): Promise<boolean>;
  /** Removes the record and the files that no other record names; false where there is none. */
  delete(url: string): Promise<boolean>;
  clear(): Promise<void>;
}

/** Digests of the files that no record names any more. */
export function orphans(files: Iterable<Digest>, records: readonly ModelRecord[]): Digest[] {
  const used = new Set(records.flatMap((record) => record.files.map((file) => file.sha256)));
  return [...files].filter((digest) => !used.has(digest));
}

/** Whether it stays where others make room. */
export function isPinned({ pinned, offlineFor = [] }: ModelRecord): boolean {
  return pinned || offlineFor.length > 0;
}

/** A new version of a pinned model stays pinned, for whom it was, and does not make a device forget what it had. */
export function succeed(record: ModelRecord, replaced: ModelRecord | undefined): ModelRecord {
  if (!replaced) return record;
  const { pinned, offlineFor } = replaced;
  const highestRelease = Math.max(record.highestRelease ?? 0, replaced.highestRelease ?? 0);
  return {
    ...record,
    pinned: record.pinned || pinned,
    ...(offlineFor && { offlineFor }),
    ...(highestRelease > 0 && { highestRelease }),
  };
}
