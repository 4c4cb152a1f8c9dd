import { EdgewiseError } from '../errors.js';
import { seal, type Digest, type VerifiedBytes } from '../model/digest.js';
import { checkExamples } from '../model/manifest/check-examples.js';
import { checkPackage } from '../model/manifest/check-package.js';
import { parseExamples } from '../model/manifest/examples.js';
import { manifestFile, type Artifact, type ModelManifest } from '../model/manifest/manifest.js';
import { parseModelJson, type ModelJson } from '../model/model-json.js';
import { ByteCounter } from '../model/progress.js';
import { shardUrl } from '../model/url.js';
import type { ArrivedModel } from './arrived.js';
import { missingBytes } from './check-group.js';
import { downloadArtifact } from './download-artifact.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { filesAtOnce } from './files-at-once.js';
import { parallel } from './parallel.js';

/**
 * Every file of a package but its documents, each held against the manifest; what the store has by its digest, from
 * another version or another model, is not fetched again.
 *
 * @param known files that were read from the store and verified
 */
export async function downloadPackage(
  manifest: ModelManifest,
  json: ArrayBuffer,
  known: ReadonlyMap<Digest, VerifiedBytes>,
  request: FetchModelRequest,
  { signal, onProgress }: FetchModelHooks,
): Promise<ArrivedModel> {
  const { url } = request;
  const artifacts = artifactsToLoad(manifest);
  const total = artifacts.reduce((sum, { bytes }) => sum + bytes, json.byteLength);
  const counter = new ByteCounter(total);
  onProgress({ phase: 'manifest', loaded: counter.set(manifestFile, json.byteLength), total, fromCache: false });
  // One failure ends the others: their bytes would be of no use.
  const all = new AbortController();
  const either = AbortSignal.any([signal, all.signal]);
  let model: ModelJson | undefined;
  try {
    const files = await parallel(artifacts, filesAtOnce, async (artifact) => {
      const { file: path, sha256 } = artifact;
      const stored = known.get(sha256);
      const report = (bytes: number) => {
        const facts = { loaded: counter.set(path, bytes), total, file: path, fromCache: stored !== undefined };
        onProgress({ phase: 'download', ...facts });
      };
      if (stored) report(stored.byteLength);
      const bytes = stored ?? (await downloadArtifact({ path, ...artifact }, request, either, report));
      if (artifact.role === 'model') checkPackage(manifest, (model = parseModelJson(bytes, shardUrl(url, path))), url);
      if (artifact.role === 'examples') checkExamples(manifest, parseExamples(bytes, shardUrl(url, path)), url);
      return { path, sha256, bytes };
    });
    if (!model) throw new EdgewiseError('invalid-model', `${url} names no model.`, { url });
    checkStrings(model, files, url);
    const sealed = await seal(json);
    const { name, version } = manifest;
    return {
      facts: { name, version, digest: sealed.sha256, kind: model.kind, package: true, expectedBytes: total },
      manifest,
      files: [{ path: manifestFile, ...sealed }, ...files],
      reused: known,
      warnings: [],
    };
  } catch (error) {
    all.abort();
    throw error;
  }
}

/** Documents are for people, who know where to find them. */
export function artifactsToLoad({ artifacts }: ModelManifest): readonly Artifact[] {
  return artifacts.filter(({ role }) => role !== 'document');
}

/** How much strings take is known only now. */
function checkStrings({ weightGroups }: ModelJson, files: ArrivedModel['files'], url: string): void {
  for (const group of weightGroups) {
    const missing = missingBytes(group, files);
    if (missing === 0) continue;
    const names = group.paths.join(', ');
    const message = missing > 0 ? 'fewer bytes than their weights need' : 'bytes beyond the last weight';
    throw new EdgewiseError('integrity', `${names} of ${url} hold ${message}. Pack the model again.`, {
      ...{ url, file: names, missing },
    });
  }
}
