import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { mobileNetV2 } from '../../../support/trace/mobile-net-v2.js';
import { sourceOf } from '../../../support/trace/graph-files.js';
import { savedLayers } from '../../../support/trace/layers-source.js';
import { tracedSource } from '../../../support/trace/traced.js';
import type { SourceModel } from '../../../../src/cli/source/source-model.js';

const models = fileURLToPath(new URL('../../../../models', import.meta.url));

async function packaged(name: string): Promise<SourceModel> {
  const folder = path.join(models, name, 'packaged');
  const files = ['model.json', 'weights.bin'].map(async (file): Promise<[string, Uint8Array<ArrayBuffer>]> => [
    file,
    Uint8Array.from(await readFile(path.join(folder, file))),
  ]);
  return sourceOf(new Map(await Promise.all(files)), folder);
}

test.each(['digits', 'credit-risk', 'spam'])('%s of this repository answers the same as a graph', async (name) => {
  const { difference, leaked, graph, source } = await tracedSource(await packaged(name));
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
  const ops = [...graph.nodes.values()].map(({ op }) => op).filter((op) => op !== 'Const');
  expect(Object.fromEntries([...new Set(ops)].map((op) => [op, ops.filter((other) => other === op).length]))).toEqual({
    ...{ Placeholder: 1, Conv2D: 35, DepthwiseConv2dNative: 17, FusedBatchNormV3: 52, Relu: 35, ClipByValue: 35 },
    ...{ AddV2: 10, Mean: 1, MatMul: 1, BiasAdd: 1, Softmax: 1 },
  });
});
