import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import type { Graph, Weight } from '../../../../src/cli/graph/graph.js';
import { readGraph } from '../../../../src/cli/graph/read-graph.js';
import { plainBytes } from '../../../../src/cli/graph/weight-bytes.js';
import { graphTopology } from '../../../../src/cli/graph/write-graph.js';
import { optimize } from '../../../../src/cli/optimize/optimize.js';
import { graphModels } from '../../../support/models/catalogue.js';
import { differences, type TestModel } from '../../../support/models/index.js';
import { humanModel } from '../../../support/human-models.js';
import { sourceOf } from '../../../support/source.js';

const models = graphModels();
const running = models.filter(({ lacking }) => !lacking?.wasm);

beforeAll(async () => {
  // TF.js warns where executeAsync was not needed.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await startEngine();
});

describe('a graph that was read and written', () => {
  test.each(running)('$name answers the same from stock TF.js', async (model) => {
    expect(differences(model, await answers(model, readGraph(sourceOf(model.files))))).toEqual([]);
  });

  test.each(running)('$name answers the same after it was optimised', async (model) => {
    const { graph } = optimize(readGraph(sourceOf(model.files)));
    expect(differences(model, await answers(model, graph))).toEqual([]);
  });

  test.each(models)('$name has the same nodes, and each comes after what it takes', (model) => {
    const source = sourceOf(model.files);
    const node = graphTopology(readGraph(source)).modelTopology['node'] as { name: string; input?: string[] }[];
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...node].sort(byName)).toEqual([...(source.json.topology['node'] as typeof node)].sort(byName));
    if (model.name === 'dataflow-loop') return;
    const seen = new Set<string>();
    for (const { name, input = [] } of node) {
      expect(input.filter((tensor) => !seen.has(tensor.replace(/^\^|:\d+$/g, '')))).toEqual([]);
      seen.add(name);
    }
  });

  test('is the same when it is read again', () => {
    for (const name of ['handtrack', 'movenet-lightning', 'liveness']) {
      const { weights, ...graph } = readGraph(humanModel(name));
      const { weights: again, ...rest } = readAgain({ weights, ...graph });
      expect(rest).toEqual(graph);
      expect([...again.keys()]).toEqual([...weights.keys()]);
      // Vitest compares typed arrays number by number, with a message for each.
      const other = [...weights].filter(([key, weight]) => !plain(again.get(key)).equals(plain(weight)));
      expect(other).toEqual([]);
    }
  });
});

test('weights keep the form that they were stored in', () => {
  const model = models.find(({ name }) => name === 'linear-uint8');
  const { weights } = readGraph(sourceOf(model!.files));
  expect(weights.get('kernel')).toMatchObject({
    dtype: 'float32',
    shape: [4, 3],
    scheme: 'uint8',
    stored: { quantization: { dtype: 'uint8' } },
  });
  expect(weights.get('kernel')?.stored?.bytes).toHaveLength(12);
  expect(weights.get('kernel')?.values).toHaveLength(12);
});

test('without a signature, inputs are the placeholders and outputs what nobody takes', () => {
  const model = models.find(({ name }) => name === 'without-signature');
  const { inputs, outputs } = readGraph(sourceOf(model!.files));
  expect(inputs.map(({ spec }) => spec)).toEqual([
    { name: 'left', dtype: 'float32', shape: [null] },
    { name: 'right', dtype: 'float32', shape: [null] },
  ]);
  expect(outputs.map(({ tensor }) => tensor)).toEqual(['model/double', 'model/difference']);
});

test('a LayersModel is no graph yet', () => {
  const [model] = running;
  const source = sourceOf(model!.files);
  expect(() => readGraph({ ...source, json: { ...source.json, kind: 'layers' } })).toThrow('is a LayersModel');
});

type Outputs = Parameters<typeof differences>[1];

async function answers({ inputs, expected, asynchronous }: TestModel, graph: Graph): Promise<Outputs> {
  const model = await loadGraphModel({ load: () => Promise.resolve(artifacts(graph)) });
  const fed = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape, dtype }]) => [name, tf.tensor(data, [...shape], dtype)]),
  );
  const names = Object.keys(expected);
  const tensors = [asynchronous ? await model.executeAsync(fed, names) : model.execute(fed, names)].flat();
  const read = async (tensor: tf.Tensor) => ({
    data: (await tensor.data()) as never,
    shape: tensor.shape,
    dtype: tensor.dtype,
  });
  return Object.fromEntries(
    await Promise.all(tensors.map(async (tensor, i) => [names[i], await read(tensor)] as const)),
  );
}

function artifacts(graph: Graph): tf.io.ModelArtifacts {
  const weightSpecs = [...graph.weights].map(([name, { shape, dtype }]) => ({ name, shape: [...shape], dtype }));
  const weightData = [...graph.weights.values()].map((weight) => plainBytes(weight).slice().buffer);
  return { ...graphTopology(graph), weightSpecs, weightData } as unknown as tf.io.ModelArtifacts;
}

function readAgain(graph: Graph): Graph {
  const weights = [...graph.weights];
  const json = {
    ...graphTopology(graph),
    weightsManifest: weights.map(([name, { shape, dtype }], i) => ({
      paths: [`${String(i)}.bin`],
      weights: [{ name, shape, dtype }],
    })),
  };
  const files = new Map([['model.json', new TextEncoder().encode(JSON.stringify(json))]]);
  weights.forEach(([, weight], i) => files.set(`${String(i)}.bin`, plainBytes(weight).slice()));
  return readGraph(sourceOf(files));
}

function plain(weight: Weight | undefined): Buffer {
  return Buffer.from(weight ? plainBytes(weight) : []);
}
