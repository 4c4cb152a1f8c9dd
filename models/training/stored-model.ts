import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quantize, smallestQuantized, type QuantizationScheme } from '../../src/model/quantization.js';
import type { WeightSpec } from '../../src/model/weights.js';
import { replaceFolder } from './files.js';
import { tf, tfl } from './tfjs.js';

/** A LayersModel as TF.js reads it from a folder. */
export interface StoredModel {
  modelJson: {
    format: 'layers-model';
    generatedBy: string;
    convertedBy: null;
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
  };
  weights: Uint8Array<ArrayBuffer>;
  /** Of the weights, before and after. */
  bytes: { float32: number; stored: number };
}

/** What a recipe says of its model, for people and for the demo; see `evaluation.json` of a trained model. */
export interface Evaluation {
  task: string;
  samples: { train: number; validation: number; test: number };
  bytes: { float32: number; stored: number };
  /** On the test samples. */
  metrics: { float32: Record<string, number>; stored: Record<string, number> };
  [more: string]: unknown;
}

const weightFile = 'weights.bin';

/** A network in the format of `model.save`, its larger weights stored by this scheme. */
export async function storeModel(network: tfl.LayersModel, scheme: QuantizationScheme): Promise<StoredModel> {
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(network);
  if (!modelTopology || !weightSpecs || !weightData) throw new Error(`TF.js saved ${network.name} incompletely.`);
  const data = tf.io.CompositeArrayBuffer.join(weightData);
  let offset = 0;
  const stored = weightSpecs.map(({ name, shape, dtype }) => {
    if (dtype !== 'float32')
      throw new Error(`Weight "${name}" is ${dtype}; networks of the recipes have float32 alone.`);
    const length = tf.util.sizeFromShape(shape);
    const values = new Float32Array(data, offset, length);
    offset += values.byteLength;
    return quantize({ name, shape }, values, length < smallestQuantized ? 'float32' : scheme);
  });
  const weights = new Uint8Array(Buffer.concat(stored.map(({ bytes }) => bytes)));
  return {
    modelJson: {
      format: 'layers-model',
      generatedBy: `TensorFlow.js tfjs-layers v${tfl.version_layers}`,
      convertedBy: null,
      modelTopology,
      weightsManifest: [{ paths: [weightFile], weights: stored.map(({ spec }) => spec) }],
    },
    weights,
    bytes: { float32: data.byteLength, stored: weights.byteLength },
  };
}

/** The network that TF.js itself makes of what is stored. */
export async function openStored({ modelJson, weights }: Omit<StoredModel, 'bytes'>): Promise<tfl.LayersModel> {
  return tfl.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: modelJson.modelTopology,
      weightSpecs: modelJson.weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[],
      weightData: weights.slice().buffer,
    }),
  );
}

/** The network of a `packaged` folder. */
export async function openPackaged(folder: string): Promise<tfl.LayersModel> {
  const modelJson = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as StoredModel['modelJson'];
  return openStored({ modelJson, weights: new Uint8Array(await readFile(path.join(folder, weightFile))) });
}

/**
 * Writes `model.json`, its weights, `evaluation.json` and, where `features.ts` of the recipe needs figures of the training
 * samples, `preparation.json`: all of them, or nothing.
 */
export async function writePackaged(
  folder: string,
  { modelJson, weights }: StoredModel,
  { evaluation, preparation }: { evaluation: Evaluation; preparation?: object },
): Promise<void> {
  const files = new Map<string, Uint8Array | string>([
    ['model.json', JSON.stringify(modelJson)],
    [weightFile, weights],
    ['evaluation.json', `${JSON.stringify(evaluation, null, 2)}\n`],
  ]);
  if (preparation) files.set('preparation.json', `${JSON.stringify(preparation)}\n`);
  await replaceFolder(folder, files);
}

async function artifactsOf(network: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts = {};
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  return saved;
}
