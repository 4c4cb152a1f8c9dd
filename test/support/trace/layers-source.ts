import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SourceModel } from '../../../src/cli/source/source-model.js';
import { json, type Bytes } from '../models/bytes.js';
import { randomFloats } from '../models/random.js';
import { sourceOf } from './graph-files.js';

/** A model with seeded weights as TF.js saves it; the model itself is disposed of. */
export async function savedLayers(
  model: tfl.LayersModel,
  { seed = 100, keras = false }: { seed?: number; keras?: boolean } = {},
): Promise<SourceModel> {
  seedWeights(model, seed);
  try {
    return sourceOf(await filesOf(model, keras));
  } finally {
    model.dispose();
  }
}

/** Weights of the size that training gives them, so that values neither vanish nor grow from layer to layer. */
export function seedWeights(model: tfl.LayersModel, seed: number): void {
  const values = model.weights.map((weight, i) => {
    const shape = weight.shape as number[];
    const numbers = randomFloats(seed + i, tf.util.sizeFromShape(shape));
    const isVariance = weight.originalName.includes('variance');
    const fanIn = shape.length > 1 ? tf.util.sizeFromShape(shape.slice(0, -1)) : 3;
    const scale = isVariance ? 0.5 : Math.sqrt(3 / Math.max(1, fanIn));
    return tf.tensor(
      numbers.map((value) => (isVariance ? 1 : 0) + value * scale),
      shape,
    );
  });
  model.setWeights(values);
  tf.dispose(values);
}

/** Python's Keras calls a model another name, and puts its configuration one level deeper. */
function asKeras(topology: Record<string, unknown>) {
  return { keras_version: '2.15.0', backend: 'tensorflow', model_config: { ...topology, class_name: 'Functional' } };
}

async function filesOf(model: tfl.LayersModel, keras: boolean): Promise<Map<string, Bytes>> {
  let files = new Map<string, Bytes>();
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { weightSpecs, weightData } = artifacts;
      const plain = artifacts.modelTopology as Record<string, unknown>;
      const modelTopology = keras ? asKeras(plain) : plain;
      files = new Map<string, Bytes>([
        [
          'model.json',
          json({
            format: 'layers-model',
            modelTopology,
            weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
          }),
        ],
        ['weights.bin', new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData))],
      ]);
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  return files;
}
