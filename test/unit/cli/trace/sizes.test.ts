import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { overallDifference } from '../../../../src/cli/trace/check-graph.js';
import { randomFloats } from '../../../support/models/random.js';
import { below, merged, stack } from '../../../support/trace/cases/case.js';
import { uNet } from '../../../support/trace/cases/models.js';
import { savedLayers } from '../../../support/trace/layers-source.js';
import { answers, traced, tracedSource } from '../../../support/trace/traced.js';

const { layers: L } = tfl;

beforeAll(startEngine);

const open: readonly [string, () => tfl.LayersModel, Parameters<typeof traced>[1]?][] = [
  ['a convolution', stack([null, null, 3], () => L.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }))],
  [
    'a transposed convolution',
    stack([null, null, 2], () => L.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 3 })),
  ],
  ['an enlargement', stack([null, null, 2], () => L.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }))],
  ['cropping', stack([null, null, 2], () => L.cropping2D({ cropping: [[1, 2], [3, 0]] }))], // prettier-ignore
  [
    'one open side',
    stack(
      [8, null, 2],
      () => L.zeroPadding2d({}),
      () => L.globalMaxPooling2d({}),
    ),
  ],
  ['a U-Net', () => uNet([null, null, 3])],
  [
    'Dense on sequences',
    stack(
      [null, 3],
      () => L.dense({ units: 4, activation: 'relu' }),
      () => L.dense({ units: 2 }),
    ),
  ],
  [
    'Conv1D',
    stack(
      [null, 3],
      () => L.conv1d({ filters: 2, kernelSize: 3, activation: 'relu' }),
      () => L.globalAveragePooling1d(),
    ),
  ],
  [
    'words',
    stack(
      [null],
      () => L.embedding({ inputDim: 9, outputDim: 4 }),
      () => L.globalAveragePooling1d(),
    ),
    below(9),
  ],
  ['words with masks', stack([null], () => L.embedding({ inputDim: 9, outputDim: 4, maskZero: true })), below(9)],
  ['layer normalisation', stack([null, 4], () => L.layerNormalization({}))],
  ['attention', merged(() => L.dot({ axes: [2, 2] }), [null, 3], [null, 3])],
];

test.each(open)('%s stays open in every size that is open', async (_, build, draw) => {
  const source = await savedLayers(build());
  for (const free of [32, 44]) {
    const { difference, leaked } = await tracedSource(source, draw, free);
    expect(difference).toBeLessThanOrEqual(1e-5);
    expect(leaked).toBe(0);
  }
});

/** Two sequences that need not have the same length, each to its mean, and which of them is longer. */
const twoLengths = () => {
  const inputs = ['a', 'b'].map((name) => tfl.input({ shape: [null, 3], name }));
  const means = inputs.map((x) => {
    const wide = L.dense({ units: 4, activation: 'relu' }).apply(x) as tfl.SymbolicTensor;
    return L.globalAveragePooling1d().apply(wide) as tfl.SymbolicTensor;
  });
  return tfl.model({ inputs, outputs: L.concatenate().apply(means) as tfl.SymbolicTensor });
};

test('inputs that need not have the same length may still differ in it', async () => {
  const { graph, source } = await traced(twoLengths);
  const both = await answers(source, graph, ({ name }) => {
    const length = name === 'a' ? 7 : 12;
    return { data: randomFloats(3, 2 * length * 3), shape: [2, length, 3], dtype: 'float32' };
  });
  expect(overallDifference([both])).toBeLessThanOrEqual(1e-5);
});

test('a network that uses up small pictures is recorded on larger ones', async () => {
  const { difference } = await traced(
    stack(
      [null, null, 1],
      () => L.conv2d({ filters: 2, kernelSize: 70, strides: 4 }),
      () => L.globalAveragePooling2d({}),
    ),
    undefined,
    { free: 100 },
  );
  expect(difference).toBeLessThanOrEqual(1e-5);
});

test('the shapes of a signature say what is open', async () => {
  const { graph } = await traced(stack([null, null, 3], () => L.conv2d({ filters: 2, kernelSize: 1 })));
  expect(graph.inputs[0]?.spec.shape).toEqual([null, null, null, 3]);
  expect(graph.outputs[0]?.spec.shape).toEqual([null, null, null, 2]);
});

test('a model of one batch size is traced as it is', async () => {
  const { graph, difference } = await traced(() =>
    tfl.sequential({
      layers: [
        L.dense({ units: 6, batchInputShape: [4, 6], activation: 'relu' }),
        L.reshape({ targetShape: [2, 3] }),
        L.lstm({ units: 2 }),
      ],
    }),
  );
  expect(difference).toBeLessThanOrEqual(1e-5);
  expect(graph.inputs[0]?.spec.shape).toEqual([4, 6]);
  expect(graph.outputs[0]?.spec.shape).toEqual([4, 2]);
});
