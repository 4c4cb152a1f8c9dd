import { overLimit } from '../model/invalid.js';
import { parseJsonObject } from '../model/json.js';
import { limits } from '../model/limits.js';
import { checkNotExpired } from '../model/manifest/expiry.js';
import { manifestFile, manifestFormat, type ModelManifest } from '../model/manifest/manifest.js';
import { manifestOf } from '../model/manifest/parse-manifest.js';
import { modelOf, type ModelJson } from '../model/model-json.js';
import { fileName } from './check-body.js';
import type { Answer, AnswerOptions } from './download-answer.js';
import { refuseOtherOrigin } from './other-origin.js';
import type { Trust } from './trust.js';

/** What the JSON at a model's URL turned out to be, checked. */
export type Description = { json: ArrayBuffer } & (
  { manifest: ModelManifest; signingFile: ArrayBuffer | undefined; model: null } | { manifest: null; model: ModelJson }
);

/**
 * A package or a plain model, told apart by content. Where an application names the keys that it trusts, nothing is read
 * that none of them signed.
 *
 * @param options how the answer was asked for
 */
export async function describe(
  answer: Answer,
  url: string,
  trust: Trust | null,
  options: AnswerOptions,
): Promise<Description> {
  const { bytes, from, signingFile } = trust ? await trust.verifyAnswer(answer, options) : answer;
  const json = parseJsonObject(bytes, url);
  const named = fileName(url) === manifestFile && json['modelTopology'] === undefined;
  if (!named && json['format'] !== manifestFormat) {
    trust?.check(null);
    return { json: bytes, manifest: null, model: modelOf(json, url) };
  }
  if (bytes.byteLength > limits.manifest) throw overLimit(url, 'manifest', bytes.byteLength);
  refuseOtherOrigin(url, from);
  const manifest = manifestOf(json, url);
  checkNotExpired(manifest, Date.now(), url);
  trust?.check(manifest);
  return { json: bytes, manifest, signingFile, model: null };
}
