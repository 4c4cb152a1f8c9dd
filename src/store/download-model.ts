import { digestOfModel, seal } from '../model/digest.js';
import { expectedBytes, type ModelJson } from '../model/model-json.js';
import { modelName } from '../model/url.js';
import type { ArrivedModel } from './arrived.js';
import { downloadShards } from './download-shards.js';
import type { FetchModelHooks, FetchModelRequest } from './fetch-request.js';
import { filesAtOnce } from './files-at-once.js';
import { parallel } from './parallel.js';

/** A plain TF.js model: its weight files have no digests to be held against, and get theirs now. */
export async function downloadModel(
  model: ModelJson,
  json: ArrayBuffer,
  request: FetchModelRequest,
  hooks: FetchModelHooks,
): Promise<ArrivedModel> {
  const expected = json.byteLength + expectedBytes(model);
  const { shards, warnings } = await downloadShards(model, json.byteLength, expected, request, hooks);
  const all = [{ path: 'model.json', bytes: json }, ...shards];
  const files = await parallel(all, filesAtOnce, async ({ path, bytes }) => ({ path, ...(await seal(bytes)) }));
  const digest = await digestOfModel(files);
  const name = modelName(request.url);
  const facts = { name, version: null, digest, kind: model.kind, expectedBytes: expected };
  return { facts, manifest: null, files, reused: new Map(), warnings };
}
