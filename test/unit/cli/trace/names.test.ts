import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { openRunner } from '../../../../src/cli/engine/runner.js';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import { below, stack } from '../../../support/trace/cases/case.js';
import { traced } from '../../../support/trace/traced.js';

const { layers: L } = tfl;
type Symbolic = tfl.SymbolicTensor;

beforeAll(startEngine);

test('nodes go by their layers, weights by their names in the model', async () => {
  const { graph } = await traced(() => {
    const x = tfl.input({ shape: [6, 6, 2], name: 'x' });
    const inner = tfl.sequential({
      name: 'encoder',
      layers: [L.conv2d({ name: 'conv1', filters: 2, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 2] })],
    });
    const flat = L.flatten({ name: 'flat' }).apply(inner.apply(x)) as Symbolic;
    return tfl.model({ inputs: x, outputs: L.dense({ name: 'answer', units: 2 }).apply(flat) as Symbolic });
  });
  const named = [...graph.nodes.values()].map(({ name, op }) => `${op} ${name}`);
  expect(named).toEqual(
    expect.arrayContaining([
      ...['Placeholder x', 'Conv2D encoder/conv1/Conv2D', 'BiasAdd encoder/conv1/BiasAdd', 'Relu encoder/conv1/Relu'],
      ...['Const conv1/kernel', 'Const conv1/bias', 'Const answer/kernel', 'Const answer/bias'],
      ...['MatMul answer/MatMul', 'BiasAdd answer/BiasAdd'],
    ]),
  );
  expect(new Set(graph.nodes.keys()).size).toBe(named.length);
});

test('a name that TensorFlow forbids is spelt otherwise', async () => {
  const { graph, difference } = await traced(
    stack([4, 3], () => L.timeDistributed({ name: 'each', layer: L.reLU({ name: '^größe: 1' }) })),
  );
  expect(difference).toBe(0);
  for (const name of graph.nodes.keys()) expect(name).toMatch(/^[A-Za-z0-9.][A-Za-z0-9_.\-/]*$/);
  expect([...graph.nodes.keys()]).toContain('each/_gr__e__1/Relu');
});

test('the signature says what the layers say', async () => {
  const { graph, source } = await traced(() => {
    const words = tfl.input({ shape: [4], dtype: 'int32', name: 'words' });
    const facts = tfl.input({ shape: [3], name: 'facts' });
    const table = L.embedding({ inputDim: 7, outputDim: 3 }).apply(words);
    const mean = L.globalAveragePooling1d().apply(table) as Symbolic;
    const sum = L.add({ name: 'sum' }).apply([mean, facts]) as Symbolic;
    return tfl.model({
      inputs: [words, facts],
      outputs: [sum, L.dense({ name: 'more', units: 2 }).apply(sum) as Symbolic],
    });
  }, below(7));
  const runner = await openRunner(source);
  expect(graph.inputs.map(({ spec }) => spec)).toEqual(runner.inputs);
  expect(graph.outputs.map(({ spec }) => spec)).toEqual(runner.outputs);
  expect(graph.inputs[0]?.spec).toEqual({ name: 'words', dtype: 'int32', shape: [null, 4] });
  runner.dispose();
});

test('outputs of one layer get names of their own', async () => {
  const { graph } = await traced(() => {
    const x = tfl.input({ shape: [4, 3], name: 'x' });
    const outputs = L.lstm({ name: 'states', units: 2, returnState: true }).apply(x) as Symbolic[];
    return tfl.model({ inputs: x, outputs });
  });
  expect(graph.outputs.map(({ spec }) => spec.name)).toEqual(['states', 'states_1', 'states_2']);
});

test('a weight that is used at every step is there once', async () => {
  const { graph } = await traced(() =>
    tfl.sequential({ layers: [L.gru({ name: 'gru', units: 3, inputShape: [6, 2], returnSequences: true })] }),
  );
  const weights = [...graph.weights.keys()].filter((name) => name.startsWith('gru/'));
  // The recurrent kernel is used in two pieces.
  expect(weights.sort()).toEqual(['gru/bias', 'gru/kernel', 'gru/recurrent_kernel', 'gru/recurrent_kernel_1']);
});
