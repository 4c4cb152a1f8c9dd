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

/** Writes `model.json` and its weights, as TF.js reads them. */
export async function writeStored(folder: string, { modelJson, weights }: StoredModel): Promise<void> {
  await replaceFolder(
    folder,
    new Map<string, Uint8Array | string>([
      ['model.json', JSON.stringify(modelJson)],
      [weightFile, weights],
    ]),
  );
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
