import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bigModel, differences, faultyModels, linear, workingModels } from '../support/models/index.js';
import type { TestModel, TestTensor } from '../support/models/index.js';
import { float16Bits } from '../../src/model/float16.js';
import { fromFloat16 } from '../support/models/quantize.js';

// Proves the models that other tests build on: plain TF.js gives the answers that they state.

const working = [...(await workingModels()), bigModel(3_000_000, { shards: 5 }), bigModel(4 * (2 ** 18 + 2))];

describe.each(['cpu', 'wasm'] as const)('TF.js on %s', (backend) => {
  beforeAll(async () => {
    // A graph that needed no executeAsync makes TF.js warn.
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await tf.setBackend(backend);
    await tf.ready();
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  const lacking = (model: TestModel) => (backend === 'wasm' ? (model.lacking?.wasm ?? []) : []);

  test.each(working.filter((model) => lacking(model).length === 0))('$name', async (model) => {
    expect(differences(model, await runWithTensorFlow(model))).toEqual([]);
  });

  test.each(working.filter((model) => lacking(model).length > 0))('$name is refused', async (model) => {
    await expect(runWithTensorFlow(model)).rejects.toThrow(/Kernel '(Einsum|StaticRegexReplace)' not registered/);
    const has = (kernel: string) => tf.getKernel(kernel, backend) !== undefined;
    expect(lacking(model).filter(has)).toEqual([]);
    expect(lacking(model)).toEqual([...lacking(model)].sort());
  });

  test.each(working.filter((model) => model.asynchronous))('$name needs executeAsync', async (model) => {
    await expect(runWithTensorFlow({ ...model, asynchronous: undefined as never })).rejects.toThrow(/executeAsync/);
  });
});

test('differences are seen', () => {
  const model = linear();
  const { y } = model.expected;
  if (!y) throw new Error('no y');
  expect(differences(model, { y })).toEqual([]);
  const off = Float32Array.from(y.data as Float32Array, (value, i) => value + (i === 2 ? 1e-3 : 0));
  expect(differences(model, { y: { ...y, data: off } })).toHaveLength(1);
  expect(differences(model, { y: { ...y, shape: [3, 2] } })).toHaveLength(1);
  expect(differences(model, { z: y })).toEqual(['y is missing', 'z was not expected']);
});

test('quantized weights are not the plain ones', () => {
  const plain = linear();
  for (const storage of ['float16', 'uint8', 'uint16']) {
    const other = working.find((model) => model.name === `linear-${storage}`);
    expect(differences(plain, other?.expected ?? {}, 1e-6)).toHaveLength(1);
    expect(differences(plain, other?.expected ?? {}, 0.05)).toEqual([]);
  }
});

test.each([
  [0, 0],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [1 / 3, 0x3555],
  [65504, 0x7bff],
  [65520, 0x7c00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 - 2 ** -12, 0x4000],
  [2 ** -14 - 2 ** -26, 0x0400],
])('float16 of %f', (value, bits) => {
  expect(float16Bits(value)).toBe(bits);
  expect(Math.abs(fromFloat16(bits) - value) <= Math.max(2 ** -25, Math.abs(value) * 2 ** -11) || bits === 0x7c00).toBe(
    true,
  );
});

describe('faulty models', async () => {
  const faulty = await faultyModels();

  test('have names of their own', () => {
    const names = [...working, ...faulty].map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(faulty)('$name begins with model.json', ({ files }) => {
    expect([...files.keys()][0]).toBe('model.json');
  });

  test.each(faulty.filter(({ ops }) => ops))('$name stops TF.js', async ({ files, name, ops = [] }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model: TestModel = {
      name,
      kind: name.includes('layer') ? 'layers' : 'graph',
      files,
      inputs: { x: { data: new Float32Array(2), shape: [2], dtype: 'float32' } },
      expected: { y: { data: new Float32Array(2), shape: [2], dtype: 'float32' } },
    };
    await expect(runWithTensorFlow(model)).rejects.toThrow(ops[0]);
    vi.restoreAllMocks();
  });
});

type Outputs = Record<string, Pick<TestTensor, 'data' | 'shape'> & { dtype: string }>;

async function runWithTensorFlow(model: TestModel): Promise<Outputs> {
  const inputs = Object.fromEntries(
    Object.entries(model.inputs).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, [...shape], dtype)]),
  );
  const names = Object.keys(model.expected);
  const results = model.kind === 'graph' ? await runGraph(model, inputs, names) : await runLayers(model, inputs);
  const outputs: Outputs = {};
  for (const [i, name] of names.entries()) {
    const tensor = results[i];
    if (tensor) outputs[name] = { data: (await tensor.data()) as never, shape: tensor.shape, dtype: tensor.dtype };
  }
  return outputs;
}

async function runGraph(model: TestModel, inputs: tf.NamedTensorMap, names: string[]): Promise<tf.Tensor[]> {
  const graph = await loadGraphModel(handler(model));
  return [model.asynchronous ? await graph.executeAsync(inputs, names) : graph.execute(inputs, names)].flat();
}

async function runLayers(model: TestModel, inputs: tf.NamedTensorMap): Promise<tf.Tensor[]> {
  const layers = await loadLayersModel(handler(model));
  // A sequential model has no input names until it is built, which `predict` would do.
  if (layers instanceof Sequential) layers.build();
  expect(layers.inputNames).toEqual(Object.keys(model.inputs));
  expect(layers.outputNames).toEqual(Object.keys(model.expected));
  return [layers.predict(Object.values(inputs))].flat();
}

function handler({ files }: TestModel): tf.io.IOHandler {
  const modelJson = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
  const weights = (): Promise<[tf.io.WeightsManifestEntry[], tf.io.WeightData]> => {
    const paths = modelJson.weightsManifest.flatMap((group) => group.paths);
    const shards = paths.map((path) => {
      const bytes = files.get(path.replace(/^\.\//, ''));
      if (!bytes) throw new Error(`no file ${path}`);
      return bytes.buffer;
    });
    return Promise.resolve([modelJson.weightsManifest.flatMap((group) => group.weights), shards]);
  };
  return { load: () => tf.io.getModelArtifactsForJSON(modelJson, weights) };
}
