import * as tfl from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { parseModelJson } from '../../../../src/model/model-json.js';
import { addChainedOps } from '../../../support/models/chained-ops.js';
import { digitNetwork } from '../../../../models/digits/network.js';
import { build } from '../../../../models/spam/network.js';
import { Random } from '../../../../models/training/random.js';
import { storeModel } from '../../../../models/training/stored-model.js';
import { json } from '../../../support/models/bytes.js';
import type { Graph } from '../../../../src/cli/graph/graph.js';
import { optimize } from '../../../../src/cli/optimize/optimize.js';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { mobileNetV2 } from '../../../support/trace/mobile-net-v2.js';
import { sourceOf } from '../../../support/source.js';
import { savedLayers, seedWeights } from '../../../support/trace/layers-source.js';
import { compared, tracedSource } from '../../../support/trace/traced.js';

/** Networks of this repository's recipes, one for the digits and one for mails. */
const networks = {
  digits: digitNetwork,
  spam: () => build({ name: 'small', buckets: 4096, hidden: 16, learningRate: 0.003 }, new Random(1)),
};

test.each(Object.entries(networks))('%s of this repository answers the same as a graph', async (_, network) => {
  await startEngine();
  const { modelJson, weights } = await storeModel(seedWeights(network(), 3), 'uint8');
  const files = new Map([
    ['model.json', json(modelJson)],
    ['weights.bin', weights],
  ]);
  const { difference, leaked, graph, source } = await tracedSource(sourceOf(files));
  expect(difference).toBeLessThanOrEqual(1e-5);
  expect(leaked).toBe(0);

  const specs = source.json.weightGroups.flatMap(({ weights }) => weights);
  expect(specs.some(({ quantization }) => quantization)).toBe(true);
  for (const { name, quantization } of specs) {
    const weight = graph.weights.get(name);
    expect(weight?.stored?.quantization).toEqual(quantization);
    expect(weight?.scheme).toBe(quantization?.dtype);
  }
});

test('MobileNetV2 of layers answers the same as a graph', async () => {
  await startEngine();
  const source = await savedLayers(mobileNetV2({ size: 96, classes: 100, seed: 7 }));
  const { difference, leaked, graph } = await tracedSource(source);
  expect(difference).toBeLessThanOrEqual(1e-5);
  expect(leaked).toBe(0);
  expect(counted(graph)).toEqual({
    ...{ Placeholder: 1, Conv2D: 35, DepthwiseConv2dNative: 17, FusedBatchNormV3: 52, Relu: 35, ClipByValue: 35 },
    ...{ AddV2: 10, Mean: 1, MatMul: 1, BiasAdd: 1, Softmax: 1 },
  });

  const fused = optimize(graph).graph;
  expect(await compared(source, fused)).toBeLessThanOrEqual(1e-5);
  expect(counted(fused)).toEqual({
    ...{ Placeholder: 1, _FusedConv2D: 35, FusedDepthwiseConv2dNative: 17, AddV2: 10 },
    ...{ AvgPool: 1, Reshape: 1, _FusedMatMul: 1, Softmax: 1 },
  });
});

/** How many nodes there are of each op. */
function counted(graph: Graph): Record<string, number> {
  const ops = [...graph.nodes.values()].map(({ op }) => op).filter((op) => op !== 'Const');
  return Object.fromEntries([...new Set(ops)].map((op) => [op, ops.filter((other) => other === op).length]));
}

test('a weight that Keras names with its cell is stored as it was', async () => {
  await startEngine();
  addChainedOps();
  const source = await savedLayers(
    tfl.sequential({ layers: [tfl.layers.lstm({ name: 'lstm', units: 3, inputShape: [4, 2] })] }),
  );
  const text = new TextDecoder().decode(source.modelJson).replaceAll('"lstm/', '"lstm/lstm_cell/');
  const modelJson = new TextEncoder().encode(text).buffer;
  const { graph } = await tracedSource({ ...source, modelJson, json: parseModelJson(modelJson, 'model.json') });
  const kernel = graph.weights.get('lstm/kernel');
  expect(kernel?.stored?.bytes).toEqual(new Uint8Array((kernel?.values as Float32Array).buffer));
});
