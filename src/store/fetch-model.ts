import { EdgewiseError } from '../errors.js';
import type { Digest, VerifiedBytes } from '../model/digest.js';
import type { VerifiedModel } from '../model/verified-model.js';
import type { ArrivedModel } from './arrived.js';
import { assemble } from './assemble.js';
import { describe, type Description } from './describe.js';
import { downloadAnswer } from './download-answer.js';
import { downloadModel } from './download-model.js';
import { artifactsToLoad, downloadPackage } from './download-package.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { keep } from './keep.js';
import { loadStored } from './load-stored.js';
import { readIntact } from './read-intact.js';
import type { ModelDatabase, ModelRecord } from './record.js';
import { revalidate } from './revalidate.js';
import type { Trust, TrustOf } from './trust.js';

/**
 * From a URL to verified bytes, by way of the store or the network.
 *
 * @param trustOf left out: whatever is at the URL is taken, whoever made it
 */
export async function fetchModel(
  database: ModelDatabase,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
  trustOf: TrustOf = () => null,
): Promise<VerifiedModel> {
  const { url, cache } = request;
  const stored = await find(database, url);
  const trust = trustOf(request, stored);
  const record = cache === 'reload' || cache === 'no-store' ? null : stored;
  if (!record) {
    if (cache === 'only-if-cached') throw notCached(url);
    return fromNetwork(database, await fetchDescription(request, trust, hooks.signal), new Map(), request, hooks);
  }
  // Reading and verifying takes about as long as asking whether the model changed.
  const digests = record.files.map(({ sha256 }) => sha256);
  const reading = readIntact(database, digests, url);
  const answer = await revalidate(record, request, trust, hooks.signal);
  if (answer.changed) return fromNetwork(database, answer.changed, await reading, request, hooks);
  return loadStored(database, record, await reading, { request, trust, hooks, warnings: answer.warnings });
}

/** A store that cannot be read is as good as empty; what is wrong with it shows when it is written. */
async function find(database: ModelDatabase, url: string): Promise<ModelRecord | null> {
  return database.find(url).catch(() => null);
}

function notCached(url: string): EdgewiseError {
  return new EdgewiseError(
    'not-cached',
    `${url} is not in this device's store. Load it once while online, without { cache: 'only-if-cached' }.`,
    { url },
  );
}

async function fetchDescription(
  { url, requestInit, cache }: FetchModelRequest,
  trust: Trust | null,
  signal: AbortSignal,
): Promise<Description> {
  const http = cache === 'reload' || cache === 'no-store' ? cache : 'no-cache';
  const options = { requestInit, cache: http, signal } as const;
  return describe(await downloadAnswer(url, options), url, trust, options);
}

/** @param known what was read of the version before, verified */
async function fromNetwork(
  database: ModelDatabase,
  description: Description,
  known: ReadonlyMap<Digest, VerifiedBytes>,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
): Promise<VerifiedModel> {
  const { json, manifest, model } = description;
  const arrived = manifest
    ? await downloadPackage(manifest, json, await knownOf(database, description, known, request), request, hooks)
    : await downloadModel(model, json, request, hooks);
  hooks.signal.throwIfAborted();
  return keepAndAssemble(database, arrived, description.manifest ? description.signingFile : undefined, request);
}

/** Of the files that a package names, those that the store has already, whatever model they belong to. */
async function knownOf(
  database: ModelDatabase,
  { manifest }: Description,
  known: ReadonlyMap<Digest, VerifiedBytes>,
  { url, cache }: FetchModelRequest,
): Promise<Map<Digest, VerifiedBytes>> {
  if (!manifest || cache === 'reload' || cache === 'no-store') return new Map();
  const digests = [...new Set(artifactsToLoad(manifest).map(({ sha256 }) => sha256))];
  const others = digests.filter((digest) => !known.has(digest));
  const all = new Map([...known, ...(await readIntact(database, others, url))]);
  return new Map([...all].filter(([digest]) => digests.includes(digest)));
}

async function keepAndAssemble(
  database: ModelDatabase,
  { facts, manifest, files, reused, warnings }: ArrivedModel,
  signingFile: ArrayBuffer | undefined,
  { url, cache }: FetchModelRequest,
): Promise<VerifiedModel> {
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const now = Date.now();
  const record: ModelRecord = {
    ...{ url, ...facts, bytes },
    files: files.map((file) => ({ path: file.path, sha256: file.sha256, bytes: file.bytes.byteLength })),
    ...{ storedAt: now, usedAt: now, pinned: false },
    ...(manifest && signingFile && { signingFile, highestRelease: manifest.release }),
  };
  const fresh = files.filter(({ sha256 }) => !reused.has(sha256));
  const reason =
    cache === 'no-store'
      ? `It was loaded with { cache: 'no-store' }.`
      : await keep(database, record, { fresh: new Map(fresh.map((file) => [file.sha256, file.bytes])), reused });
  return assemble(record, manifest, files, {
    bytes,
    downloadedBytes: fresh.reduce((sum, file) => sum + file.bytes.byteLength, 0),
    fromCache: false,
    stored: reason === null,
    ...(reason === null ? {} : { reason }),
    warnings,
  });
}
