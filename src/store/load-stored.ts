import { EdgewiseError } from '../errors.js';
import { verify, type Digest, type VerifiedBytes } from '../model/digest.js';
import { limits } from '../model/limits.js';
import { checkNotExpired } from '../model/manifest/expiry.js';
import { parseManifest } from '../model/manifest/parse-manifest.js';
import { ByteCounter } from '../model/progress.js';
import { shardUrl } from '../model/url.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { assemble } from './assemble.js';
import { download } from './download.js';
import { downloadArtifact } from './download-artifact.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { filesAtOnce } from './files-at-once.js';
import { keep } from './keep.js';
import { parallel } from './parallel.js';
import type { ModelDatabase, ModelRecord, StoredFile } from './record.js';
import type { Trust } from './trust.js';

/** How a model is to be taken from the store. */
interface LoadContext {
  request: FetchModelRequest;
  trust: Trust | null;
  hooks: FetchModelHooks;
  warnings: readonly string[];
}

/**
 * A model from the store. A file that is missing or damaged is fetched again, alone. What a package's manifest names is
 * not touched before the manifest is found to be signed, where that is asked for.
 */
export async function loadStored(
  database: ModelDatabase,
  stored: ModelRecord,
  intact: ReadonlyMap<Digest, VerifiedBytes>,
  { request, trust, hooks, warnings }: LoadContext,
): Promise<VerifiedModel> {
  const { url } = request;
  const total = stored.expectedBytes;
  const counter = new ByteCounter(total);
  const mended = new Map<Digest, ArrayBuffer>();
  hooks.onProgress({ phase: 'manifest', loaded: 0, total, fromCache: true });
  const load = async (file: StoredFile) => {
    let bytes = intact.get(file.sha256);
    const fromCache = bytes !== undefined;
    if (!bytes) {
      bytes = await fetchAgain(file, stored, request, hooks.signal);
      mended.set(file.sha256, bytes);
    }
    const loaded = counter.set(file.path, file.bytes);
    hooks.onProgress({ phase: 'verify', loaded, total, file: file.path, fromCache });
    return { path: file.path, bytes, downloaded: fromCache ? 0 : file.bytes };
  };
  const [head, ...others] = stored.files;
  if (!head) throw new EdgewiseError('invalid-model', `${url} has no files.`, { url });
  const first = await load(head);
  const signingFile = trust && (await trust.verifyStored(stored, first.bytes, hooks.signal));
  const manifest = stored.package ? parseManifest(first.bytes, url) : null;
  if (manifest) checkNotExpired(manifest, Date.now(), url);
  trust?.check(manifest);
  const files = [first, ...(await parallel(others, filesAtOnce, load))];
  const learnt = manifest && signingFile && { signingFile, highestRelease: manifest.release };
  const record = { ...stored, ...learnt };
  const reason = mended.size > 0 ? await keep(database, record, { fresh: mended }) : (database.reason ?? null);
  // Only the order of eviction hangs on it: the load neither waits for it nor fails with it.
  database.update(url, { usedAt: Date.now() }).catch(() => false);
  const isNews =
    learnt && (learnt.signingFile !== stored.signingFile || learnt.highestRelease !== stored.highestRelease);
  if (isNews) await database.update(url, learnt, stored.digest).catch(() => false);
  const downloadedBytes = files.reduce((sum, file) => sum + file.downloaded, 0);
  return assemble(record, manifest, files, {
    bytes: record.bytes,
    downloadedBytes,
    fromCache: mended.size === 0,
    stored: reason === null,
    ...(reason === null ? {} : { reason }),
    warnings,
  });
}

async function fetchAgain(
  file: StoredFile,
  record: ModelRecord,
  request: FetchModelRequest,
  signal: AbortSignal,
): Promise<VerifiedBytes> {
  const { url, cache, requestInit } = request;
  if (cache === 'only-if-cached') {
    throw new EdgewiseError(
      'integrity',
      `${file.path} of ${url} is missing or damaged in this device's store. Load it once while online, ` +
        `without { cache: 'only-if-cached' }.`,
      { url, file: file.path, expected: file.sha256, actual: null },
    );
  }
  const isFirst = file === record.files[0];
  if (record.package && !isFirst)
    return downloadArtifact(file, { ...request, cache: 'reload' }, signal, () => undefined);
  const bytes = await download(isFirst ? url : shardUrl(url, file.path), {
    requestInit,
    cache: 'reload',
    signal,
    exactly: file.bytes,
    atMost: limits.total,
    binary: !isFirst,
  });
  return verify(bytes, file.sha256, { file: file.path, url });
}
