import { expect, test } from 'vitest';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { Graph } from '../../../src/cli/graph/graph.js';
import { readGraph } from '../../../src/cli/graph/read-graph.js';
import { graphModelFiles } from '../../../src/cli/package/model-files.js';
import { quantizeGraph, type QuantizedGraph } from '../../../src/cli/quantize/quantize-graph.js';
import type { QuantizeScheme } from '../../../src/cli/quantize/scheme.js';
import { relativeDifference } from '../../../src/model/compare.js';
import { seededInputs } from '../../../src/model/seeded-inputs.js';
import { sizeOf, type Tensors } from '../../../src/model/tensor.js';
import { networkFiles } from '../../support/pack/network.js';
import { temporaryFolder, writeFiles } from '../../support/pack/folder.js';
import { sourceOf } from '../../support/source.js';
import { openStock, runStock } from '../../support/stock.js';

const graph = readGraph(sourceOf(networkFiles()));
const inputs = seededInputs([{ name: 'image', dtype: 'float32', shape: [1, 16, 16, 3] }]);

async function answer(quantized: QuantizedGraph, fed: Tensors = inputs): Promise<Tensors> {
  const runner = await openRunner(await graphModelFiles(quantized.graph));
  const outputs = await runner.run(fed);
  runner.dispose();
  return outputs;
}

const exact = await answer(quantizeGraph(graph, 'keep'));

/** Bytes that stand for large weights, scales included, relative to float32. */
function share({ graph: { weights } }: QuantizedGraph): number {
  let [stored, float32] = [0, 0];
  for (const [name, weight] of graph.weights) {
    if (weight.dtype !== 'float32' || sizeOf(weight.shape) < 1024) continue;
    stored += weights.get(name)!.stored.bytes.byteLength;
    stored += weights.get(`${name}/scales`)?.stored.bytes.byteLength ?? 0;
    float32 += 4 * sizeOf(weight.shape);
  }
  return stored / float32;
}

test.each([
  ['keep', 0, 1],
  ['float16', 2e-3, 0.5],
  ['uint16', 1e-4, 0.5],
  ['uint8', 0.03, 0.27],
  ['int8', 0.03, 0.27],
] satisfies [QuantizeScheme, number, number][])(
  '%s: stock TF.js answers as the source up to %d of its scale, in %d of the bytes',
  async (scheme, tolerance, bytes) => {
    const quantized = quantizeGraph(graph, scheme);
    const { modelJson, shards } = await graphModelFiles(quantized.graph);
    const folder = await writeFiles(await temporaryFolder(), new Map([['model.json', modelJson], ...shards]));
    const model = await openStock(folder);
    const answers = await runStock(model, inputs);
    model.dispose();
    const difference = relativeDifference(exact, answers);
    expect(difference).toBeLessThanOrEqual(tolerance);
    if (scheme !== 'keep') expect(difference).toBeGreaterThan(0);
    expect(share(quantized)).toBeLessThanOrEqual(bytes);
    expect(quantized.summary.storedBytes).toBe([...shards.values()].reduce((sum, each) => sum + each.byteLength, 0));
  },
);

test('int8 is by channel for every op that has channels, and exactly what its whole numbers and scales give', async () => {
  const quantized = quantizeGraph(graph, 'int8');
  const rows = quantized.summary.tensors;
  expect(rows.map(({ name, scheme }) => `${name} ${scheme}`)).toEqual(
    ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8'].map((name) => `${name} int8`),
  );
  const read = new Map(graph.weights);
  const layouts: Record<string, [number, number]> = {
    ...{ w1: [128, 1], w2: [128, 1], w3: [32, 1], w4: [32, 1], w5: [64, 1], w6: [24, 64], w7: [48, 1], w8: [64, 48] },
  };
  for (const [name, [count, inner]] of Object.entries(layouts)) {
    const { values, shape } = quantized.graph.weights.get(name)!;
    const scales = quantized.graph.weights.get(`${name}/scales`)!.values as Float32Array;
    const whole = values as Float32Array;
    expect(whole.every((value) => Number.isInteger(value) && Math.abs(value) <= 127)).toBe(true);
    expect(scales.length).toBe(count);
    const product = whole.map((value, i) => value * scales[Math.floor(i / inner) % count]!);
    const original = graph.weights.get(name)!.values as Float32Array;
    product.forEach((value, i) => {
      expect(Math.abs(value - original[i]!)).toBeLessThanOrEqual(scales[Math.floor(i / inner) % count]! * 0.5001);
    });
    read.set(name, { shape, dtype: 'float32', values: product });
  }
  const plain = { ...graph, weights: withoutStored(read) };
  // The same numbers in float32, in the graph as it was: rounding is all that differs.
  const reference = await answer(quantizeGraph(plain, 'keep'));
  expect(relativeDifference(reference, await answer(quantized))).toBeLessThan(2e-6);
  expect(relativeDifference(reference, exact)).toBeGreaterThan(1e-4);
});

test('int8 serves channels of unlike size better than one scale a tensor', async () => {
  const uneven = readGraph(sourceOf(networkFiles({ uneven: 50 })));
  const reference = await answer(quantizeGraph(uneven, 'keep'));
  const [byChannel, byTensor] = await Promise.all(
    (['int8', 'uint8'] as const).map(async (scheme) =>
      relativeDifference(reference, await answer(quantizeGraph(uneven, scheme))),
    ),
  );
  expect(byChannel).toBeLessThan(byTensor! / 3);
});

test('where scales would take more bytes than are promised, the worst weights get one scale a tensor', () => {
  const depthwise = ['w2', 'w5'];
  const weights = new Map([...graph.weights].filter(([name]) => depthwise.includes(name)));
  const quantized = quantizeGraph({ ...graph, weights }, 'int8');
  // Nine numbers to a scale, and sixteen.
  expect(quantized.summary.tensors.map(({ scheme }) => scheme)).toEqual(['uint8', 'uint8']);
});

test('a weight that two kinds of op share, or that is an output too, gets one scale a tensor', () => {
  const twice = new Map(graph.nodes);
  twice.set('again', { name: 'again', op: 'MatMul', inputs: ['w7', 'w7'], attributes: {} });
  const shared = quantizeGraph({ ...graph, nodes: twice }, 'int8').summary.tensors;
  expect(shared.find(({ name }) => name === 'w7')?.scheme).toBe('uint8');
  const outputs = [...graph.outputs, { tensor: 'w4:0', spec: { name: 'w4', dtype: 'float32' as const, shape: [] } }];
  const output = quantizeGraph({ ...graph, outputs }, 'int8').summary.tensors;
  expect(output.find(({ name }) => name === 'w4')?.scheme).toBe('uint8');
});

test('keep writes every byte as it was, and stores what a pass changed as its source was stored', () => {
  const source = readGraph(sourceOf(networkFiles({ storage: 'float16' })));
  const kept = quantizeGraph(source, 'keep');
  for (const [name, { stored }] of kept.graph.weights) expect(stored).toEqual(source.weights.get(name)!.stored);
  expect(kept.summary.tensors.every(({ error, scheme }) => error === 0 && scheme === 'float16')).toBe(true);

  const { stored: _, ...folded } = source.weights.get('w4')!;
  const doubled = { ...folded, values: (folded.values as Float32Array).map((value) => value * 1.1) };
  const again = quantizeGraph({ ...source, weights: new Map(source.weights).set('w4', doubled) }, 'keep');
  const row = again.summary.tensors.find(({ name }) => name === 'w4');
  expect(row).toMatchObject({ scheme: 'float16', bytes: 2 * doubled.values.length });
  expect(row?.error).toBeGreaterThan(0);
  expect(row?.error).toBeLessThan(2 ** -11);
});

test('what is stored small already is not stored anew', () => {
  const source = readGraph(sourceOf(networkFiles({ storage: 'uint8' })));
  for (const scheme of ['uint8', 'int8', 'float16', 'uint16'] as const) {
    const { graph: same, summary } = quantizeGraph(source, scheme);
    for (const [name, { stored }] of same.weights) expect(stored).toEqual(source.weights.get(name)!.stored);
    expect(summary.tensors.every(({ error }) => error === 0)).toBe(true);
  }
});

test.each(['float16', 'uint8', 'uint16', 'int8'] as const)(
  '%s refuses what is not finite, by name and place',
  (scheme) => {
    for (const value of [NaN, Infinity]) {
      const values = (graph.weights.get('w4')!.values as Float32Array).slice();
      values[17] = value;
      const broken = { shape: [3, 3, 32, 32], dtype: 'float32' as const, values };
      const run = () => quantizeGraph({ ...graph, weights: new Map(graph.weights).set('w4', broken) }, scheme);
      expect(run).toThrow(new RegExp(`"w4" holds ${value} at place 17`));
    }
  },
);

test('a channel of zeros, and one of next to nothing, are zeros', () => {
  const values = new Float32Array(9216);
  values.fill(0.5);
  for (let i = 0; i < values.length; i += 32) values[i] = 0;
  for (let i = 1; i < values.length; i += 32) values[i] = 1e-44;
  const weights = new Map(graph.weights).set('w4', { shape: [3, 3, 32, 32], dtype: 'float32', values });
  const { graph: stored } = quantizeGraph({ ...graph, weights }, 'int8');
  const whole = stored.weights.get('w4')!.values as Float32Array;
  const scales = stored.weights.get('w4/scales')!.values as Float32Array;
  expect([...whole.slice(0, 3)]).toEqual([0, 0, 127]);
  expect([...scales.slice(0, 2)]).toEqual([1, 1]);
  expect(whole[2]! * scales[2]!).toBeCloseTo(0.5, 7);
});

test('weights of whole numbers, truths and texts stay, however many', () => {
  const values = Int32Array.from({ length: 2048 }, (_, i) => i);
  const strings = ['a', 'äöü', ''];
  const weights = new Map(graph.weights)
    .set('table', { shape: [2048], dtype: 'int32', values })
    .set('words', { shape: [3], dtype: 'string', values: strings });
  const { graph: stored } = quantizeGraph({ ...graph, weights }, 'uint8');
  expect(stored.weights.get('table')!.stored.bytes).toEqual(new Uint8Array(values.buffer));
  expect([...stored.weights.get('words')!.stored.bytes]).toEqual([
    ...[1, 0, 0, 0, 97],
    ...[6, 0, 0, 0, 0xc3, 0xa4, 0xc3, 0xb6, 0xc3, 0xbc],
    ...[0, 0, 0, 0],
  ]);
});

function withoutStored(weights: Graph['weights']): Graph['weights'] {
  return new Map([...weights].map(([name, { shape, dtype, values }]) => [name, { shape, dtype, values }]));
}
