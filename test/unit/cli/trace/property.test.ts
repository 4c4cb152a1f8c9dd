import fc from 'fast-check';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { addChainedOps } from '../../../support/models/chained-ops.js';
import { stack, type Layer } from '../../../support/trace/cases/case.js';
import { traced } from '../../../support/trace/traced.js';

const { layers: L } = tfl;

beforeAll(async () => {
  await startEngine();
  addChainedOps();
});

const activation = fc.constantFrom('relu', 'elu', 'tanh', 'sigmoid', 'linear', 'relu6', 'softplus', 'swish');
const padding = fc.constantFrom('same' as const, 'valid' as const);
const small = fc.integer({ min: 1, max: 3 });
type Made = fc.Arbitrary<() => Layer>;

/** Layers that leave the number of dimensions as it is, by that number without the batch. */
const anywhere: Made[] = [
  activation.map((name) => () => L.activation({ activation: name })),
  fc.constant(() => L.leakyReLU({ alpha: 0.2 })),
  fc.constant(() => L.reLU({ maxValue: 0.8 })),
  fc.constant(() => L.batchNormalization()),
  fc.constant(() => L.layerNormalization({})),
  fc.constant(() => L.dropout({ rate: 0.5 })),
  fc.constant(() => L.activation({ activation: 'softmax' })),
  fc.tuple(small, activation).map(
    ([units, name]) =>
      () =>
        L.dense({ units, activation: name }),
  ),
];
const sequences: Made[] = [
  fc.tuple(small, padding, activation).map(
    ([filters, pad, name]) =>
      () =>
        L.conv1d({ filters, kernelSize: 2, padding: pad, activation: name }),
  ),
  padding.map((pad) => () => L.maxPooling1d({ poolSize: 2, strides: 1, padding: pad })),
  small.map((units) => () => L.gru({ units, returnSequences: true })),
  small.map((units) => () => L.bidirectional({ layer: L.lstm({ units, returnSequences: true }), mergeMode: 'concat' })),
];
const pictures: Made[] = [
  fc.tuple(small, small, padding, small, activation).map(
    ([filters, kernelSize, pad, strides, name]) =>
      () =>
        L.conv2d({ filters, kernelSize, padding: pad, strides, activation: name }),
  ),
  fc.tuple(padding, small).map(
    ([pad, strides]) =>
      () =>
        L.depthwiseConv2d({ kernelSize: 2, padding: pad, strides }),
  ),
  fc.tuple(small, padding).map(
    ([filters, pad]) =>
      () =>
        L.conv2dTranspose({ filters, kernelSize: 2, strides: 2, padding: pad }),
  ),
  padding.map((pad) => () => L.averagePooling2d({ poolSize: 2, padding: pad })),
  fc.constant(() => L.upSampling2d({ size: [2, 1] })),
  fc.constant(() => L.zeroPadding2d({ padding: [1, 0] })),
  fc.constant(() => L.permute({ dims: [2, 1, 3] })),
];

const several = (layers: Made[]) => fc.array(fc.oneof(...layers), { minLength: 1, maxLength: 4 });

/** A stack of layers over rows, sequences or pictures, now and then flattened at the end. */
const stacks = fc.oneof(
  several(anywhere).map((layers) => ({ shape: [5], layers })),
  several([...anywhere, ...sequences]).map((layers) => ({ shape: [6, 3], layers })),
  several([...anywhere, ...pictures]).map((layers) => ({ shape: [8, 7, 2], layers })),
  several([...anywhere, ...pictures]).map((layers) => ({
    shape: [8, 7, 2],
    layers: [...layers, () => L.flatten(), () => L.dense({ units: 2 })],
  })),
);

test('any stack of layers that TF.js builds answers the same as a graph', { timeout: 180_000 }, async () => {
  let built = 0;
  await fc.assert(
    fc.asyncProperty(stacks, async ({ shape, layers }) => {
      const build = stack(shape, ...layers);
      // A picture may be used up before the last layer.
      if (!fits(build)) return;
      built++;
      const { difference, leaked, graph } = await traced(build);
      expect(difference).toBeLessThanOrEqual(1e-5);
      expect(leaked).toBe(0);
      expect(graph.inputs.map(({ spec }) => spec.shape)).toEqual([[null, ...shape]]);
      for (const { inputs } of graph.nodes.values()) {
        for (const input of inputs) expect(graph.nodes.has(input.replace(/:\d+$/, ''))).toBe(true);
      }
    }),
    { numRuns: 80, seed: 20_251 },
  );
  expect(built).toBeGreaterThan(60);
});

/** A step of a network with branches: what it does, and to which of the values so far. */
const branches = fc.record({
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom('dense', 'shared', 'norm', 'act', 'add', 'multiply', 'maximum', 'average', 'concatenate'),
      of: fc.tuple(fc.nat(), fc.nat()),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  inputs: fc.integer({ min: 1, max: 3 }),
  outputs: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
});
type Branches = typeof branches extends fc.Arbitrary<infer T> ? T : never;

/** All values are rows of four numbers, so that any two of them can be merged. */
function branched({ steps, inputs, outputs }: Branches): tfl.LayersModel {
  const given = Array.from({ length: inputs }, (_, i) => tfl.input({ shape: [4], name: `x${String(i)}` }));
  const values = [...given];
  const pick = (at: number) => values[at % values.length]!;
  const shared = L.dense({ units: 4, activation: 'tanh' });
  const single = {
    dense: () => L.dense({ units: 4, activation: 'relu' }),
    shared: () => shared,
    norm: () => L.batchNormalization(),
    act: () => L.elu(),
  };
  const merge = {
    ...{ add: () => L.add(), multiply: () => L.multiply(), maximum: () => L.maximum(), average: () => L.average() },
    concatenate: () => L.concatenate(),
  };
  for (const { kind, of } of steps) {
    const both = [pick(of[0]), pick(of[1])];
    // TF.js loses a value that is merged with itself and needed elsewhere.
    if (!(kind in single) && both[0] === both[1]) continue;
    if (kind in single) values.push(single[kind as keyof typeof single]().apply(both[0]!) as tfl.SymbolicTensor);
    else {
      const merged = merge[kind as keyof typeof merge]().apply(both) as tfl.SymbolicTensor;
      const narrow = () => L.dense({ units: 4 }).apply(merged) as tfl.SymbolicTensor;
      values.push(kind === 'concatenate' ? narrow() : merged);
    }
  }
  return tfl.model({ inputs: given, outputs: [...new Set([values.at(-1)!, ...outputs.map(pick)])] });
}

test('any network with branches, shared layers and several outputs does so too', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(branches, async (plan) => {
      const { difference, leaked, graph } = await traced(() => branched(plan));
      expect(difference).toBeLessThanOrEqual(1e-5);
      expect(leaked).toBe(0);
      expect(new Set(graph.outputs.map(({ tensor }) => tensor)).size).toBe(graph.outputs.length);
    }),
    { numRuns: 60, seed: 4 },
  );
});

function fits(build: () => tfl.LayersModel): boolean {
  try {
    const model = build();
    const shapes = model.layers.flatMap(({ outputShape }) => [outputShape].flat(2));
    model.dispose();
    return shapes.every((size) => size === null || size > 0);
  } catch {
    return false;
  }
}
