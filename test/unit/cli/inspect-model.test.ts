import { expect, test } from 'vitest';
import { readGraph } from '../../../src/cli/graph/read-graph.js';
import { fusedIn } from '../../../src/cli/inspect/fused.js';
import { inferSizes } from '../../../src/cli/inspect/infer-sizes.js';
import { inspectModel, type Inspection } from '../../../src/cli/inspect/inspect-model.js';
import { liveBytes } from '../../../src/cli/inspect/live-memory.js';
import { opsThatWasmLacks } from '../../../src/cli/inspect/op-support.js';
import { tracedGraph } from '../../../src/cli/inspect/traced-graph.js';
import { optimize } from '../../../src/cli/optimize/optimize.js';
import { readSourceModel } from '../../../src/cli/source/read-source-model.js';
import { writeModel } from '../../support/command.js';
import { attribute, GraphBuilder } from '../../support/models/graph.js';
import { faultyModels, layersModels, linear, workingModels } from '../../support/models/index.js';
import { randomFloats } from '../../support/models/random.js';
import { float32, int32 } from '../../support/models/tensors.js';
import type { ModelFiles } from '../../support/models/types.js';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { getKernelsForBackend } from '@tensorflow/tfjs-core';

const inspect = async (files: ModelFiles): Promise<Inspection> =>
  inspectModel(await readSourceModel(writeModel(files)), { trace: tracedGraph, optimize });

const float = { T: attribute.type('float32') };
const random = (seed: number, ...shape: number[]) =>
  float32(
    randomFloats(
      seed,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );

/** Convolution 3×3 (2 → 4), depthwise 3×3, mean, product with 5 columns: few enough to count by hand. */
function smallNetwork(): ModelFiles {
  const graph = new GraphBuilder();
  const same = { ...float, padding: attribute.text('SAME'), data_format: attribute.text('NHWC') };
  const strides = { strides: { list: { i: ['1', '1', '1', '1'] } } };
  const x = graph.input('x', 'float32', [null, 8, 6, 2]);
  const conv = graph.node('conv', 'Conv2D', [x, graph.weight('conv/w', random(1, 3, 3, 2, 4))], {
    ...same,
    ...strides,
  });
  const relu = graph.node('relu', 'Relu', [conv], float);
  const depthwise = graph.node(
    'depthwise',
    'DepthwiseConv2dNative',
    [relu, graph.weight('depthwise/w', random(2, 3, 3, 4, 1))],
    { ...same, ...strides },
  );
  const mean = graph.node('mean', 'Mean', [depthwise, graph.weight('axes', int32([1, 2], [2]))], float);
  graph.output('y', graph.node('y', 'MatMul', [mean, graph.weight('dense/w', random(3, 4, 5))], float));
  return graph.build();
}

test('operations are counted by op: two for a multiply-add, one for each other element', async () => {
  const { graph, parameters, bytes } = await inspect(smallNetwork());
  const flops = Object.fromEntries(graph!.ops.map((op) => [op.op, op.flops]));
  expect(flops).toEqual({
    Conv2D: 2 * (8 * 6 * 4) * (3 * 3 * 2),
    DepthwiseConv2dNative: 2 * (8 * 6 * 4) * 9,
    Relu: 8 * 6 * 4,
    Mean: 8 * 6 * 4,
    MatMul: 2 * 4 * 5,
    Const: 0,
    Placeholder: 0,
  });
  expect(graph!.flops).toBe(Object.values(flops).reduce((a, b) => a + b));
  expect(graph!.uncounted).toBe(0);
  expect(parameters).toBe(72 + 36 + 20 + 2);
  expect(bytes).toMatchObject({ weights: 4 * 130, float32: 4 * 130 });
});

test('what is alive at one time is counted, and no more', async () => {
  const { graph } = await inspect(smallNetwork());
  // The largest: relu and what the depthwise convolution makes of it, both 8 × 6 × 4.
  expect(graph!.memory).toEqual({ weights: 4 * 130, activations: 2 * 4 * (8 * 6 * 4) });
});

test('a skip connection keeps its start alive; a reshape takes no memory of its own', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [1, 100]);
  const a = graph.node('a', 'Relu', [x], float);
  const flat = graph.node('flat', 'Reshape', [a, graph.weight('to', int32([100], [1]))], float);
  const b = graph.node('b', 'Tanh', [flat], float);
  const c = graph.node('c', 'Sigmoid', [b], float);
  const back = graph.node('back', 'Reshape', [c, graph.weight('to2', int32([1, 100], [2]))], float);
  graph.output('y', graph.node('y', 'AddV2', [back, a], float));
  const read = readGraph(await readSourceModel(writeModel(graph.build())));
  // a, b and c together: a is needed at the end.
  expect(liveBytes(read, inferSizes(read))).toBe(3 * 400);
});

test('weights belong to the node that takes them, the largest share first when sorted', async () => {
  const { layers } = await inspect(smallNetwork());
  expect(layers).toEqual([
    { name: 'conv', type: 'Conv2D', parameters: 72, bytes: 288 },
    { name: 'depthwise', type: 'DepthwiseConv2dNative', parameters: 36, bytes: 144 },
    { name: 'mean', type: 'Mean', parameters: 2, bytes: 8 },
    { name: 'y', type: 'MatMul', parameters: 20, bytes: 80 },
  ]);
});

test('every model that works can be inspected, and no op of it is unknown', async () => {
  for (const { name, files, kind, lacking } of await workingModels()) {
    const { graph, noGraph, kind: seen } = await inspect(files);
    expect([name, seen]).toEqual([name, kind]);
    if (!graph) {
      expect(noGraph, name).toBeTruthy();
      continue;
    }
    expect([name, graph.support.unknown]).toEqual([name, []]);
    expect([name, graph.support.notOnWasm]).toEqual([name, lacking?.wasm ?? []]);
  }
});

test('ops that TF.js does not know are named', async () => {
  const unknown = (await faultyModels()).find(({ name }) => name === 'unknown-ops')!;
  expect((await inspect(unknown.files)).graph!.support.unknown).toEqual(['FancyOp', 'OtherOp']);
});

test('complex weights leave what needs no graph to be told', async () => {
  const { files } = linear();
  const json = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  const [group] = json.weightsManifest;
  group.weights.at(-1).dtype = 'complex64';
  const more = group.weights.at(-1).shape.reduce((a: number, b: number) => a * b, 4);
  files.set('model.json', new Uint8Array(new TextEncoder().encode(JSON.stringify(json))));
  files.set(group.paths[0], new Uint8Array([...files.get(group.paths[0])!, ...new Uint8Array(more)]));
  const { graph, noGraph, layers, parameters } = await inspect(files);
  expect(graph).toBeUndefined();
  expect(noGraph).toContain('complex64');
  expect([parameters, layers.map(({ name }) => name)]).toEqual([15, ['kernel', 'bias']]);
});

test('layers of Keras keep their order, their classes, and those without weights', async () => {
  const conv = (await layersModels()).find(({ name }) => name === 'layers-conv')!;
  const { layers, kind, graph } = await inspect(conv.files);
  expect(kind).toBe('layers');
  expect(layers.map(({ name, type, parameters }) => [name, type, parameters])).toEqual([
    ['picture', 'InputLayer', 0],
    ['conv', 'Conv2D', 3 * 3 * 4 + 4],
    ['norm', 'BatchNormalization', 16],
    ['pool', 'MaxPooling2D', 0],
    ['dropout', 'Dropout', 0],
    ['flatten', 'Flatten', 0],
    ['digit', 'Dense', 36 * 3 + 3],
  ]);
  expect(graph!.flops).toBeGreaterThan(2 * 36 * 3);
});

test('what packing would do is told by pass', async () => {
  const conv = (await layersModels()).find(({ name }) => name === 'layers-conv')!;
  const { passes } = (await inspect(conv.files)).graph!;
  expect(passes.some(({ before, after }) => after < before)).toBe(true);
});

test('what is fused is told, before packing and after', async () => {
  const source = await readSourceModel('node_modules/@vladmandic/human/models/faceres.json');
  const tools = { trace: tracedGraph, optimize };
  const before = (await inspectModel(source, tools)).graph!.fused;
  expect(before.map(({ op, count }) => [op, count])).toEqual([
    ['_FusedMatMul', 2],
    ['_FusedMatMul', 1],
  ]);
  const packed = optimize(readGraph(source)).graph;
  expect(fusedIn(packed)).toEqual(
    expect.arrayContaining([
      { op: '_FusedConv2D', with: ['BiasAdd', 'Relu6'], count: 14 },
      { op: 'FusedDepthwiseConv2dNative', with: ['BiasAdd', 'Relu6'], count: 13 },
    ]),
  );
});

test('the ops that wasm lacks are those whose kernels it does not register', () => {
  const kernels = (backend: string) => new Set(getKernelsForBackend(backend).map(({ kernelName }) => kernelName));
  const wasm = kernels('wasm');
  const missing = [...kernels('cpu')].filter((kernel) => !wasm.has(kernel));
  // Of gradients, and of ops that the converter does not know.
  const noOps = /Backprop|^Draw$|^FromPixels$|^Ragged|^UnsortedSegmentSum$/;
  const composed = ['RFFT', 'IRFFT'];
  expect([...opsThatWasmLacks].sort()).toEqual(
    [...missing.filter((kernel) => !noOps.test(kernel)), ...composed].sort(),
  );
});
