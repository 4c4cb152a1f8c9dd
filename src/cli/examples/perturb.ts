import { mulberry32 } from '../../model/random.js';
import type { WeightSpec } from '../../model/weights.js';
import { concatenate } from '../../model/bytes.js';
import type { Weight } from '../graph/graph.js';
import { readWeights } from '../graph/read-weights.js';
import { plainBytes } from '../graph/weight-bytes.js';
import type { PackedModel } from '../package/model-files.js';

/**
 * Relative to each weight. A sensitive network (faceres: 240 times this in its output) then differs by as much as wasm and
 * WebGL were seen to differ at most, and by a multiple of what they mostly do.
 */
const amount = 3e-6;

/** Fewer numbers are rather sizes and factors that have to be what they are, and so are whole numbers. */
const fewest = 16;

/**
 * The same model with its weights off by a hair. An answer that this changes hangs on rounding, and will not be the same
 * on another device: near ties of a TopK or NonMaxSuppression, for example.
 */
export function perturbed(model: PackedModel): PackedModel {
  const random = mulberry32(1);
  const weights = [...readWeights(model)].map(([name, weight]) => [name, offByAHair(weight, random)] as const);
  const specs = weights.map(([name, { shape, dtype }]): WeightSpec => ({ name, shape, dtype }));
  const path = 'perturbed';
  const bytes = concatenate(weights.map(([, weight]) => plainBytes(weight)));
  const group = { paths: [path], weights: specs, bytes: bytes.byteLength };
  return { ...model, json: { ...model.json, weightGroups: [group] }, shards: new Map([[path, bytes]]) };
}

function offByAHair(weight: Weight, random: () => number): Weight {
  const { values } = weight;
  if (!(values instanceof Float32Array) || values.length < fewest || values.every(Number.isInteger)) return weight;
  return { ...weight, values: values.map((value) => value * (1 + (random() * 2 - 1) * amount)) };
}
