import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SourceModel } from '../../../src/cli/source/source-model.js';
import { json, type Bytes } from '../models/bytes.js';
import { randomFloats } from '../models/random.js';
import { sourceOf } from '../source.js';

/** A model as TF.js saves it, with the weights that it has; the model itself is disposed of. */
export async function savedLayers(model: tfl.LayersModel, { keras = false } = {}): Promise<SourceModel> {
  try {
    return sourceOf(await filesOf(model, keras));
  } finally {
    model.dispose();
  }
}

/** Gives a model weights such as training does: values neither vanish nor grow from layer to layer. Answers the model. */
export function seedWeights(model: tfl.LayersModel, seed: number): tfl.LayersModel {
  const values = model.weights.map(({ originalName, shape }, i) => {
    const sizes = shape as number[];
    const numbers = randomFloats(seed + i, tf.util.sizeFromShape(sizes));
    const { middle, spread } = spreadOf(originalName, sizes);
    return tf.tensor(
      numbers.map((value) => middle + value * spread),
      sizes,
    );
  });
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

/** Kernels after He et al. (2015), by what flows into each output; scales and variances about one. */
function spreadOf(name: string, shape: readonly number[]): { middle: number; spread: number } {
  if (/gamma|variance/.test(name)) return { middle: 1, spread: 0.3 };
  if (shape.length === 1) return { middle: 0, spread: 0.2 };
  const inputs = tf.util.sizeFromShape(name.includes('depthwise') ? shape.slice(0, 2) : shape.slice(0, -1));
  return { middle: 0, spread: Math.sqrt(6 / inputs) };
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
