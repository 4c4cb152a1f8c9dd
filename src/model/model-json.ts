import type { VerifiedBytes } from './digest.js';
import { checkGraph } from './graph.js';
import { invalid } from './invalid.js';
import { isObject, parseJsonObject, type JsonObject } from './json.js';
import { parseWeightGroups, type WeightGroup } from './weights.js';

/** A GraphModel is a TensorFlow graph; a LayersModel is a Keras model. TF.js opens them by different calls. */
export type ModelKind = 'graph' | 'layers';

/** What a model.json says, checked. Format: TF.js's `io.ModelJSON`. */
export interface ModelJson {
  kind: ModelKind;
  topology: JsonObject;
  weightGroups: readonly WeightGroup[];
  /** Named inputs and outputs of a GraphModel, as TensorFlow's SignatureDef in JSON. */
  signature: JsonObject | null;
  userDefinedMetadata: JsonObject | null;
  modelInitializer: JsonObject | null;
  initializerSignature: JsonObject | null;
}

/** Holds bytes that a server sent against the format, and its parts against each other. */
export function parseModelJson(bytes: ArrayBuffer, url: string): ModelJson {
  return modelOf(parseJsonObject(bytes, url), url);
}

/** As `parseModelJson`, from JSON that was parsed by `parseJsonObject`. */
export function modelOf(json: JsonObject, url: string): ModelJson {
  const model = modelJsonOf(json, url);
  if (model.kind === 'graph') {
    const weights = new Set(model.weightGroups.flatMap((group) => group.weights.map(({ name }) => name)));
    // Older converters put the signature among the metadata, and TF.js prefers it there.
    const signature = model.userDefinedMetadata?.['signature'] ?? model.signature;
    checkGraph(model.topology['node'] as unknown[], weights, signature, url);
  }
  return model;
}

/** Reads bytes that passed `parseModelJson` before they were given their digest. */
export function readModelJson(bytes: VerifiedBytes, url: string): ModelJson {
  return modelJsonOf(JSON.parse(new TextDecoder().decode(bytes)) as JsonObject, url);
}

function modelJsonOf(json: JsonObject, url: string): ModelJson {
  const topology = json['modelTopology'];
  if (!isObject(topology)) {
    throw invalid(
      url,
      'modelTopology',
      'has no modelTopology, so it is JSON but not a TF.js model. A model.json is written by ' +
        'tensorflowjs_converter or by model.save().',
    );
  }
  return {
    kind: kindOf(topology, json['format'], url),
    topology,
    weightGroups: parseWeightGroups(json['weightsManifest'], url),
    signature: objectOrNull(json, 'signature', url),
    userDefinedMetadata: objectOrNull(json, 'userDefinedMetadata', url),
    modelInitializer: objectOrNull(json, 'modelInitializer', url),
    initializerSignature: objectOrNull(json, 'initializerSignature', url),
  };
}

/** Bytes of all weight files, as far as model.json says: strings do not count, and more may come. */
export function expectedBytes({ weightGroups }: ModelJson): number {
  return weightGroups.reduce((sum, group) => sum + (group.bytes ?? 0), 0);
}

/** Told by content: `format` is optional in TF.js, and older converters left it out. */
function kindOf(topology: JsonObject, format: unknown, url: string): ModelKind {
  if (Array.isArray(topology['node'])) return 'graph';
  if (isObject(topology['model_config']) || typeof topology['class_name'] === 'string') return 'layers';
  throw invalid(
    url,
    'modelTopology',
    `has a modelTopology that is neither a graph (a list "node") nor Keras layers (a "model_config")` +
      (typeof format === 'string' ? `, though its format says "${format}".` : '.'),
  );
}

function objectOrNull(json: JsonObject, field: string, url: string): JsonObject | null {
  const value = json[field] ?? null;
  if (value !== null && !isObject(value)) throw invalid(url, field, `has a ${field} that is no object.`);
  return value;
}
