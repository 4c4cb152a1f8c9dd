import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { addChainedOps } from './chained-ops.js';
import { json, type Bytes } from './bytes.js';
import { randomFloats } from './random.js';
import { at, float32, int32, type TestTensor, type TestTensors } from './tensors.js';
import type { FaultyModel, ModelFiles, TestModel } from './types.js';

/**
 * LayersModels built by TF.js itself and saved as `model.save` does. Their answers come from TF.js's
 * cpu backend on the model before it was saved.
 */
export async function layersModels(): Promise<TestModel[]> {
  addChainedOps();
  const before = tf.getBackend();
  await tf.setBackend('cpu');
  const models = [
    await saved('layers-dense', dense(), { dense_in: randomTensor(11, [2, 4]) }),
    await saved('layers-keras', dense(), { dense_in: randomTensor(12, [3, 4]) }, asKeras),
    await saved('layers-conv', conv(), { picture: randomTensor(13, [1, 8, 8, 1]) }),
    await saved('layers-two-by-two', twoByTwo(), { left: randomTensor(14, [2, 3]), right: randomTensor(15, [2, 2]) }),
    await saved('layers-embedding', embedding(), { words: int32([1, 4, 0, 9, 2, 2], [2, 3]) }),
    await saved('layers-lstm', recurrent('lstm'), { sequence: randomTensor(16, [2, 5, 3]) }),
    await saved('layers-gru', recurrent('gru'), { sequence: randomTensor(17, [1, 7, 3]) }),
  ];
  if (before && before !== 'cpu') await tf.setBackend(before);
  return models;
}

/** Layers that TF.js has no class for. */
export async function unknownLayers(): Promise<FaultyModel> {
  const { files } = await saved('unknown-layers', dense(), { dense_in: randomTensor(11, [1, 4]) });
  const text = new TextDecoder()
    .decode(files.get('model.json'))
    .replace('"class_name":"Dense"', '"class_name":"FancyLayer"')
    .replace('"class_name":"Dense"', '"class_name":"OtherLayer"');
  files.set('model.json', new Uint8Array(new TextEncoder().encode(text)));
  return { name: 'unknown-layers', files, code: 'unsupported-op', ops: ['FancyLayer', 'OtherLayer'] };
}

function dense(): tfl.LayersModel {
  return tfl.sequential({
    name: 'dense_model',
    layers: [
      tfl.layers.dense({ name: 'hidden', units: 5, activation: 'relu', inputShape: [4] }),
      tfl.layers.dense({ name: 'answer', units: 3, activation: 'softmax' }),
    ],
  });
}

function conv(): tfl.LayersModel {
  const picture = tfl.input({ name: 'picture', shape: [8, 8, 1] });
  const stack = [
    tfl.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, activation: 'relu' }),
    tfl.layers.batchNormalization({ name: 'norm' }),
    tfl.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
    tfl.layers.dropout({ name: 'dropout', rate: 0.25 }),
    tfl.layers.flatten({ name: 'flatten' }),
    tfl.layers.dense({ name: 'digit', units: 3, activation: 'softmax' }),
  ];
  const output = stack.reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, picture);
  return tfl.model({ name: 'conv_model', inputs: picture, outputs: output });
}

function twoByTwo(): tfl.LayersModel {
  const left = tfl.input({ name: 'left', shape: [3] });
  const right = tfl.input({ name: 'right', shape: [2] });
  const wide = tfl.layers.dense({ name: 'wide', units: 2 }).apply(left) as tfl.SymbolicTensor;
  const sum = tfl.layers.add({ name: 'sum' }).apply([wide, right]) as tfl.SymbolicTensor;
  const score = tfl.layers.dense({ name: 'score', units: 1, activation: 'sigmoid' }).apply(sum) as tfl.SymbolicTensor;
  return tfl.model({ name: 'two_by_two', inputs: [left, right], outputs: [sum, score] });
}

function embedding(): tfl.LayersModel {
  const words = tfl.input({ name: 'words', shape: [3], dtype: 'int32' });
  const vectors = tfl.layers.embedding({ name: 'vectors', inputDim: 10, outputDim: 4 }).apply(words);
  const mean = tfl.layers.globalAveragePooling1d({ name: 'mean' }).apply(vectors) as tfl.SymbolicTensor;
  return tfl.model({ name: 'embedding_model', inputs: words, outputs: mean });
}

/** A sequence of any length. */
function recurrent(kind: 'lstm' | 'gru'): tfl.LayersModel {
  const sequence = tfl.input({ name: 'sequence', shape: [null, 3] });
  const layer =
    kind === 'lstm' ? tfl.layers.lstm({ name: 'rnn', units: 4 }) : tfl.layers.gru({ name: 'rnn', units: 4 });
  return tfl.model({ name: `${kind}_model`, inputs: sequence, outputs: layer.apply(sequence) as tfl.SymbolicTensor });
}

function randomTensor(seed: number, shape: readonly number[]): TestTensor {
  return float32(
    randomFloats(
      seed,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );
}

type Topology = (topology: Record<string, unknown>) => Record<string, unknown>;

/** A model from Python has its configuration one level deeper. */
const asKeras: Topology = ({ class_name, config }) => ({
  keras_version: '2.15.0',
  backend: 'tensorflow',
  model_config: { class_name, config },
});

async function saved(
  name: string,
  model: tfl.LayersModel,
  given: TestTensors,
  topology: Topology = (unchanged) => unchanged,
): Promise<TestModel> {
  seedWeights(model);
  // A sequential model names its input after its first layer.
  const inputs = Object.fromEntries(Object.values(given).map((tensor, i) => [at(model.inputNames, i), tensor]));
  try {
    return { name, kind: 'layers', files: await filesOf(model, topology), inputs, expected: predict(model, inputs) };
  } finally {
    model.dispose();
  }
}

function seedWeights(model: tfl.LayersModel): void {
  const values = model.weights.map((weight, i) => {
    const shape = weight.shape as number[];
    const { data } = randomTensor(100 + i, shape);
    // A variance is positive.
    const numbers = weight.originalName.includes('variance')
      ? Float32Array.from(data as Float32Array, (v) => 1 + v / 2)
      : data;
    return tf.tensor(numbers, shape);
  });
  model.setWeights(values);
  tf.dispose(values);
}

function predict(model: tfl.LayersModel, inputs: TestTensors): TestTensors {
  tf.engine().startScope();
  try {
    const tensors = model.inputNames.map((name) => {
      const input = inputs[name];
      if (!input) throw new Error(`no input ${name}`);
      return tf.tensor(input.data, [...input.shape], input.dtype);
    });
    const result = model.predict(tensors);
    const outputs = Array.isArray(result) ? result : [result];
    return Object.fromEntries(
      outputs.map((output, i) => [at(model.outputNames, i), float32(output.dataSync(), output.shape)]),
    );
  } finally {
    tf.engine().endScope();
  }
}

async function filesOf(model: tfl.LayersModel, topology: Topology): Promise<ModelFiles> {
  let files: ModelFiles = new Map();
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs, weightData } = artifacts;
      files = new Map<string, Bytes>([
        [
          'model.json',
          json({
            format: 'layers-model',
            generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
            convertedBy: null,
            modelTopology: topology(modelTopology as Record<string, unknown>),
            // With './' before it, as `model.save` to downloads writes it.
            weightsManifest: [{ paths: ['./model.weights.bin'], weights: weightSpecs }],
          }),
        ],
        ['model.weights.bin', new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData))],
      ]);
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  return files;
}
