import { EdgewiseError, isEdgewiseError } from '../errors.js';
import { digestOfModel, seal, verify, type Digest, type VerifiedBytes } from '../model/digest.js';
import { limits } from '../model/limits.js';
import { expectedBytes, parseModelJson } from '../model/model-json.js';
import { ByteCounter } from '../model/progress.js';
import { modelName, shardUrl } from '../model/url.js';
import type { ModelOrigin, VerifiedFile, VerifiedModel } from '../model/verified-model.js';
import { download, isPassing } from './download.js';
import { downloadShards, filesAtOnce } from './download-shards.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { keep } from './keep.js';
import { parallel } from './parallel.js';
import type { ModelDatabase, ModelRecord, StoredFile } from './record.js';

/** A stored model must not wait long for a network that answers slowly or not at all. */
const revalidationTime = 5_000;

/** From a URL to verified bytes, by way of the store or the network. */
export async function fetchModel(
  database: ModelDatabase,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
): Promise<VerifiedModel> {
  const { url, cache } = request;
  const record = cache === 'reload' || cache === 'no-store' ? null : await find(database, url);
  if (!record) {
    if (cache === 'only-if-cached') throw notCached(url);
    return fromNetwork(database, await fetchJson(request, hooks.signal), request, hooks);
  }
  // Reading and verifying takes about as long as asking whether the model changed.
  const reading = readIntact(database, record);
  const answer = await revalidate(record, request, hooks.signal);
  if (answer.changed) return fromNetwork(database, answer.modelJson, request, hooks);
  return fromStore(database, record, await reading, request, hooks, answer.warnings);
}

/** A store that cannot be read is as good as empty; what is wrong with it shows when it is written. */
async function find(database: ModelDatabase, url: string): Promise<ModelRecord | null> {
  return database.find(url).catch(() => null);
}

/** The stored files that are what they were, by digest; every file is verified on every reading. */
async function readIntact(database: ModelDatabase, record: ModelRecord): Promise<Map<Digest, VerifiedBytes>> {
  const intact = new Map<Digest, VerifiedBytes>();
  const stored = await database.read(record).catch(() => new Map<Digest, ArrayBuffer>());
  await parallel([...stored], filesAtOnce, async ([sha256, bytes]) => {
    const verified = await verify(bytes, sha256, { file: sha256, url: record.url }).catch(() => null);
    if (verified) intact.set(sha256, verified);
  });
  return intact;
}

function notCached(url: string): EdgewiseError {
  return new EdgewiseError(
    'not-cached',
    `${url} is not in this device's store. Load it once while online, without { cache: 'only-if-cached' }.`,
    { url },
  );
}

function fetchJson({ url, requestInit, cache }: FetchModelRequest, signal: AbortSignal): Promise<ArrayBuffer> {
  const http = cache === 'reload' || cache === 'no-store' ? cache : 'no-cache';
  return download(url, { requestInit, cache: http, signal, atMost: limits.modelJson, isWhole: isWholeJson });
}

/** False for an object without its end; what is no JSON at all is the parser's to say. */
function isWholeJson(bytes: ArrayBuffer): boolean {
  const text = (part: ArrayBuffer) => new TextDecoder().decode(part).trim();
  return !text(bytes.slice(0, 64)).startsWith('{') || text(bytes.slice(-64)).endsWith('}');
}

type Revalidation = { changed: true; modelJson: ArrayBuffer } | { changed: false; warnings: string[] };

/** Asks whether model.json changed. Where nobody can say (offline, 5xx, a log-in page), it did not. */
async function revalidate(record: ModelRecord, request: FetchModelRequest, signal: AbortSignal): Promise<Revalidation> {
  if (request.cache === 'only-if-cached') return { changed: false, warnings: [] };
  try {
    const modelJson = await download(request.url, {
      requestInit: request.requestInit,
      cache: 'no-cache',
      signal,
      atMost: limits.modelJson,
      tries: 1,
      isWhole: isWholeJson,
      idleTime: revalidationTime,
    });
    const { sha256 } = await seal(modelJson);
    if (sha256 === record.files[0]?.sha256) return { changed: false, warnings: [] };
    parseModelJson(modelJson, request.url);
    return { changed: true, modelJson };
  } catch (error) {
    signal.throwIfAborted();
    if (!isEdgewiseError(error) || !mayPass(error)) throw error;
    return {
      changed: false,
      warnings: [`The stored copy is used, since it could not be revalidated: ${error.message}`],
    };
  }
}

/** True for what an unreachable or disturbed network does; false for a server that says no, or something else. */
function mayPass({ code, details: { status, received } }: EdgewiseError): boolean {
  if (code === 'network') return typeof status !== 'number' || isPassing(status);
  return code === 'integrity' || received === 'html' || received === 'not-json';
}

/** A file that is missing or damaged is fetched again, alone. */
async function fromStore(
  database: ModelDatabase,
  record: ModelRecord,
  intact: ReadonlyMap<Digest, VerifiedBytes>,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
  warnings: string[],
): Promise<VerifiedModel> {
  const { url } = request;
  const total = record.expectedBytes;
  const counter = new ByteCounter(total);
  const mended = new Map<string, ArrayBuffer>();
  hooks.onProgress({ phase: 'manifest', loaded: 0, total, fromCache: true });
  const verifiedFiles = await parallel(record.files, filesAtOnce, async (file) => {
    let bytes = intact.get(file.sha256);
    const fromCache = bytes !== undefined;
    if (!bytes) {
      const again = await fetchAgain(file, record, request, hooks.signal);
      mended.set(file.sha256, again);
      bytes = await verify(again, file.sha256, { file: file.path, url });
    }
    const loaded = counter.set(file.path, file.bytes);
    hooks.onProgress({ phase: 'verify', loaded, total, file: file.path, fromCache });
    return { path: file.path, bytes, downloaded: fromCache ? 0 : file.bytes };
  });
  const reason = mended.size > 0 ? await keep(database, record, mended) : (database.reason ?? null);
  // Only the order of eviction hangs on it: the load neither waits for it nor fails with it.
  database.update(url, { usedAt: Date.now() }).catch(() => false);
  const downloadedBytes = verifiedFiles.reduce((sum, file) => sum + file.downloaded, 0);
  return verifiedModel(record, verifiedFiles, {
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
  { url, cache, requestInit }: FetchModelRequest,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  if (cache === 'only-if-cached') {
    throw new EdgewiseError(
      'integrity',
      `${file.path} of ${url} is missing or damaged in this device's store. Load it once while online, ` +
        `without { cache: 'only-if-cached' }.`,
      { url, file: file.path, expected: file.sha256, actual: null },
    );
  }
  const isJson = file === record.files[0];
  return download(isJson ? url : shardUrl(url, file.path), {
    requestInit,
    cache: 'reload',
    signal,
    exactly: file.bytes,
    atMost: limits.total,
    binary: !isJson,
  });
}

async function fromNetwork(
  database: ModelDatabase,
  jsonBytes: ArrayBuffer,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
): Promise<VerifiedModel> {
  const { url, cache } = request;
  const model = parseModelJson(jsonBytes, url);
  const expected = jsonBytes.byteLength + expectedBytes(model);
  const { shards, warnings } = await downloadShards(model, jsonBytes.byteLength, expected, request, hooks);
  const all = [{ path: 'model.json', bytes: jsonBytes }, ...shards];
  const sealed = await parallel(all, filesAtOnce, async ({ path, bytes }) => ({
    path,
    ...(await seal(bytes)),
  }));
  const files = sealed.map(({ path, sha256, bytes }) => ({ path, sha256, bytes: bytes.byteLength }));
  const now = Date.now();
  const record: ModelRecord = {
    url,
    name: modelName(url),
    version: null,
    digest: await digestOfModel(files),
    kind: model.kind,
    files,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    expectedBytes: expected,
    storedAt: now,
    usedAt: now,
    pinned: false,
  };
  hooks.signal.throwIfAborted();
  const reason =
    cache === 'no-store'
      ? `It was loaded with { cache: 'no-store' }.`
      : await keep(database, record, new Map(sealed.map(({ sha256, bytes }) => [sha256, bytes])));
  return verifiedModel(record, sealed, {
    bytes: record.bytes,
    downloadedBytes: record.bytes,
    fromCache: false,
    stored: reason === null,
    ...(reason === null ? {} : { reason }),
    warnings,
  });
}

function verifiedModel(record: ModelRecord, files: readonly VerifiedFile[], origin: ModelOrigin): VerifiedModel {
  const [modelJson, ...shards] = files;
  if (!modelJson) throw new EdgewiseError('invalid-model', `${record.url} has no files.`);
  const { url, name, version, digest, kind } = record;
  const kept = record.choice ?? null;
  return { url, name, version, digest, kind, modelJson: modelJson.bytes, shards, origin, kept };
}
