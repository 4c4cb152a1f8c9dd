import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../../../src/cli/engine/engine.js';
import type { SourceModel } from '../../../../src/cli/source/source-model.js';
import { traceLayersModel } from '../../../../src/cli/trace/trace-layers-model.js';
import type { EdgewiseError } from '../../../../src/errors.js';
import { parseModelJson } from '../../../../src/model/model-json.js';
import { addChainedOps } from '../../../support/models/chained-ops.js';
import { merged, stack } from '../../../support/trace/cases/case.js';
import { runGraph } from '../../../support/trace/graph-files.js';
import { savedLayers } from '../../../support/trace/layers-source.js';

const { layers: L } = tfl;
type Symbolic = tfl.SymbolicTensor;

beforeAll(async () => {
  await startEngine();
  addChainedOps();
});

/** What of TF.js's engine has to be as before. */
function engineNow() {
  const engine = tf.engine();
  return {
    tensors: tf.memory().numTensors,
    // eslint-disable-next-line @typescript-eslint/unbound-method
    methods: [engine.runKernel, engine.read, engine.readSync],
    own: Object.getOwnPropertyNames(engine),
  };
}

/** The error, with nothing left behind it. */
async function refusal(source: SourceModel, run = runGraph): Promise<EdgewiseError> {
  const before = engineNow();
  const error = await traceLayersModel(source, run).then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) => error as EdgewiseError,
  );
  expect(engineNow()).toEqual(before);
  return error;
}

async function refusalOf(build: () => tfl.LayersModel): Promise<EdgewiseError> {
  return refusal(await savedLayers(build()));
}

/** The model with other words in its model.json. */
function respelt(source: SourceModel, words: Readonly<Record<string, string>>): SourceModel {
  let text = new TextDecoder().decode(source.modelJson);
  for (const [word, other] of Object.entries(words)) text = text.replace(word, other);
  const modelJson = new TextEncoder().encode(text).buffer;
  return { ...source, modelJson, json: parseModelJson(modelJson, source.file) };
}

test('layers that nobody knows are all named at once, beside those that do not become a graph', async () => {
  const source = await savedLayers(
    stack(
      [4, 4, 4, 2],
      () => L.conv3dTranspose({ filters: 2, kernelSize: 2 }),
      () => L.flatten(),
      () => L.dense({ units: 3 }),
      () => L.reLU(),
    )(),
  );
  const error = await refusal(
    respelt(source, { '"class_name":"Dense"': '"class_name":"Fancy"', '"class_name":"ReLU"': '"class_name":"Other"' }),
  );
  expect(error).toMatchObject({
    code: 'unsupported-op',
    details: { ops: ['Conv3DTranspose', 'Fancy', 'Other'], unknown: ['Fancy', 'Other'] },
  });
  expect(error.message).toContain('tensorflowjs_converter');
});

test('layers that TF.js runs but that do not become a graph can be packed as they are', async () => {
  const error = await refusalOf(stack([4, 4, 4, 2], () => L.conv3dTranspose({ filters: 2, kernelSize: 2 })));
  expect(error).toMatchObject({ code: 'unsupported-op', details: { ops: ['Conv3DTranspose'], unknown: [] } });
  expect(error.message).toContain('--keep-layers');
});

test('layers in nested models and wrappers are looked at as well', async () => {
  const nested = () => {
    const inner = tfl.sequential({ name: 'inner', layers: [L.dense({ units: 2, inputShape: [3] }), L.reLU()] });
    return stack([3], () => inner)();
  };
  const wrapped = stack([4, 3], () => L.timeDistributed({ layer: L.dense({ units: 2 }) }));
  for (const build of [nested, wrapped]) {
    const error = await refusal(
      respelt(await savedLayers(build()), { '"class_name":"Dense"': '"class_name":"Fancy"' }),
    );
    expect(error).toMatchObject({ code: 'unsupported-op', details: { ops: ['Fancy'] } });
  }
});

test('a layer that carries a state is refused', async () => {
  const error = await refusalOf(() =>
    tfl.sequential({ layers: [L.lstm({ name: 'memory', units: 3, stateful: true, batchInputShape: [2, 4, 3] })] }),
  );
  expect(error).toMatchObject({ code: 'unsupported-op', details: { ops: ['LSTM'] } });
  expect(error.message).toContain('"memory"');
});

test.each([
  ['LSTM', () => L.lstm({ name: 'steps', units: 3 })],
  ['Bidirectional', () => L.bidirectional({ name: 'steps', layer: L.gru({ units: 3 }), mergeMode: 'sum' })],
  ['TimeDistributed', () => L.timeDistributed({ name: 'steps', layer: L.dense({ units: 3 }) })],
])('%s over a sequence of any length is refused, and says why', async (_, layer) => {
  const error = await refusalOf(stack([null, 3], layer));
  expect(error.code).toBe('unsupported-op');
  expect(error.details['layer']).toMatch(/^steps/);
  expect(error.message).toMatch(/fixed size[^]*--keep-layers/);
});

test('sizes that a model leaves open but does not run on are named', async () => {
  const error = await refusalOf(() => {
    const [open, fixed] = [tfl.input({ shape: [null, 3], name: 'open' }), tfl.input({ shape: [10, 3], name: 'fixed' })];
    return tfl.model({ inputs: [open, fixed], outputs: L.add().apply([open, fixed]) as Symbolic });
  });
  expect(error.code).toBe('unsupported-op');
  expect(error.message).toContain('[2, 64, 3] and [2, 10, 3]');
});

test('more open sizes than can be told apart are refused', async () => {
  const error = await refusalOf(
    merged(() => L.concatenate({ axis: 1 }), ...Array.from({ length: 9 }, () => [null, 2])),
  );
  expect(error).toMatchObject({ code: 'unsupported-op', details: { input: 'x8' } });
});

test('a kernel that TF.js lacks on wasm is named', async () => {
  const kernel = tf.getKernel('Elu', 'wasm');
  tf.unregisterKernel('Elu', 'wasm');
  try {
    const error = await refusalOf(stack([3], () => L.elu()));
    expect(error).toMatchObject({ code: 'unsupported-op', details: { ops: ['Elu'] } });
  } finally {
    tf.registerKernel(kernel);
  }
});

test('a graph that answers otherwise than the layers is refused', async () => {
  const source = await savedLayers(stack([3], () => L.dense({ units: 2 }))());
  const error = await refusal(source, async (graph, inputs) => {
    const answer = await runGraph(graph, inputs);
    for (const { data } of Object.values(answer)) data[0] = Number(data[0]) + 1e-3;
    return answer;
  });
  expect(error.code).toBe('unsupported-op');
  expect(error.details['difference']).toBeGreaterThan(1e-5);
});

test('a graph that answers nothing, or NaN, is refused', async () => {
  const source = await savedLayers(stack([3], () => L.dense({ units: 2 }))());
  expect((await refusal(source, () => Promise.resolve({}))).details['difference']).toBe(Infinity);
  const nan = await refusal(source, async (graph, inputs) => {
    const answer = await runGraph(graph, inputs);
    for (const { data } of Object.values(answer)) data[0] = NaN;
    return answer;
  });
  expect(nan.code).toBe('unsupported-op');
});
