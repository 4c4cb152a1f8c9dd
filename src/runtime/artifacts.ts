import type { io } from '@tensorflow/tfjs-core';
import { concatenate } from '../model/bytes.js';
import { dequantize } from '../model/dequantize.js';
import type { ModelJson } from '../model/model-json.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { weightBytes } from '../model/weights.js';

/** A verified model in the form that TF.js opens. */
export function artifactsOf(model: VerifiedModel, json: ModelJson): io.ModelArtifacts {
  const byPath = new Map(model.shards.map(({ path, bytes }) => [path, bytes as ArrayBuffer]));
  const weights = json.weightGroups.map((group) => {
    const shards = group.paths.map((path) => byPath.get(path) ?? new ArrayBuffer(0));
    const whole = shards.length === 1 && shards[0] ? shards[0] : concatenate(shards);
    const length = weightBytes(group, [whole]);
    // Bytes behind a group's last weight would shift the next group's.
    return dequantize(group, whole.byteLength > length ? whole.slice(0, length) : whole);
  });
  const artifacts = {
    modelTopology: json.topology,
    weightSpecs: weights.flatMap(({ specs }) => specs) as io.WeightsManifestEntry[],
    // The empty one behind them: TF.js 4.22 takes the first piece's length for that of all where all but the last have
    // it, and then reads zeros, silently, of what lies further on in a longer last one.
    weightData: [...weights.flatMap(({ pieces }) => pieces), new ArrayBuffer(0)],
    signature: json.signature,
    userDefinedMetadata: json.userDefinedMetadata,
    modelInitializer: json.modelInitializer,
    initializerSignature: json.initializerSignature,
  };
  // TF.js asks `!= null` of each; its type says undefined only.
  return artifacts as unknown as io.ModelArtifacts;
}
