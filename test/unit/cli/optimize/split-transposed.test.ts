import { describe, expect, test } from 'vitest';
import { attribute } from '../../../../src/cli/graph/attributes.js';
import { splitTransposed } from '../../../../src/cli/optimize/split-transposed.js';
import type { GraphBuilder } from '../../../support/models/graph.js';
import { int32 } from '../../../support/models/tensors.js';
import { expectSameAnswers, graphOf, noise, opsOf } from '../../../support/graphs.js';

const float = { T: attribute.type('float32') };
const x = noise([2, 3, 4, 5], 7);

interface Options {
  window?: [number, number];
  stride?: [number, number];
  padding?: string;
  output?: number[];
  channels?: number;
  shape?: (number | null)[];
  tail?: (g: GraphBuilder) => void;
}

/** From 3 × 4 pixels of five channels. */
function transposed(options: Options = {}) {
  const {
    window = [2, 2],
    stride = [2, 2],
    padding = 'SAME',
    output = [6, 8],
    channels = 3,
    shape = [2, 3, 4, 5],
  } = options;
  return graphOf((g) => {
    g.input('x', 'float32', shape);
    g.weight('size', int32([2, ...output, channels]));
    g.weight('w', noise([...window, channels, 5], 3), 'float16');
    g.node('linear', 'Conv2DBackpropInput', ['size', 'w', 'x'], {
      ...float,
      strides: attribute.ints([1, ...stride, 1]),
      dilations: attribute.ints([1, 1, 1, 1]),
      padding: attribute.text(padding),
      data_format: attribute.text('NHWC'),
    });
    if (options.tail) options.tail(g);
    else g.output('y', 'linear');
  });
}

const laidOut = ['Reshape', 'Transpose', 'Reshape'];

describe('becomes a convolution', () => {
  test.each<[string, Options]>([
    ['2 × 2, stride 2', {}],
    ['2 × 2, stride 2, VALID', { padding: 'VALID' }],
    ['3 × 3, stride 2', { window: [3, 3] }],
    ['4 × 4, stride 2', { window: [4, 4] }],
    ['5 × 2, stride 2', { window: [5, 2] }],
    ['1 × 1, stride 2', { window: [1, 1] }],
    ['3 × 3, stride 3', { window: [3, 3], stride: [3, 3], output: [9, 12] }],
    ['4 × 7, stride 3', { window: [4, 7], stride: [3, 3], output: [9, 12] }],
    ['8 × 8, stride 4', { window: [8, 8], stride: [4, 4], output: [12, 16], channels: 1 }],
  ])('%s', async (_, options) => {
    const graph = transposed(options);
    const after = splitTransposed.run(graph);
    expect(opsOf(after)).toEqual(['Conv2D', ...laidOut]);
    expect(after.weights.get('linear/filter')).toMatchObject({ scheme: 'float16' });
    await expectSameAnswers(graph, after, { x });
  });

  test.each(['Relu', 'Relu6', 'Elu', 'Sigmoid', 'LeakyRelu'])('with a bias and %s in it', async (op) => {
    const graph = transposed({
      tail: (g) => {
        g.weight('bias', noise([3], 4));
        g.node('biased', 'BiasAdd', ['linear', 'bias'], float);
        g.output('y', g.node('y', op, ['biased'], { ...float, alpha: attribute.float(0.125) }));
      },
    });
    const after = splitTransposed.run(graph);
    expect(opsOf(after)).toEqual(['_FusedConv2D', ...laidOut]);
    await expectSameAnswers(graph, after, { x });
  });

  test('with what others take as well left behind it', async () => {
    const graph = transposed({
      tail: (g) => {
        g.weight('bias', noise([3], 4));
        g.node('biased', 'BiasAdd', ['linear', 'bias'], float);
        g.output('y', g.node('y', 'Sigmoid', ['biased'], float));
        g.output('z', g.node('z', 'Neg', ['biased'], float));
      },
    });
    const after = splitTransposed.run(graph);
    expect(opsOf(after)).toEqual(['_FusedConv2D', ...laidOut, 'Sigmoid', 'Neg']);
    await expectSameAnswers(graph, after, { x });
  });

  test('where the batch is read from the input', async () => {
    const graph = graphOf((g) => {
      g.input('x', 'float32', [null, 3, 4, 5]);
      g.weight('w', noise([2, 2, 1, 5], 3));
      for (const value of [0, 1]) g.weight(String(value), int32([value]));
      for (const value of [6, 8]) g.weight(String(value), int32([value], []));
      g.weight('channels', int32([1], []));
      const int = { T: attribute.type('int32') };
      g.node('shape', 'Shape', ['x'], int);
      g.node('batch', 'StridedSlice', ['shape', '0', '1', '1'], { ...int, shrink_axis_mask: attribute.int(1) });
      g.node('size', 'Pack', ['batch', '6', '8', 'channels'], { ...int, N: attribute.int(4), axis: attribute.int(0) });
      g.node('linear', 'Conv2DBackpropInput', ['size', 'w', 'x'], {
        ...float,
        strides: attribute.ints([1, 2, 2, 1]),
        dilations: attribute.ints([1, 1, 1, 1]),
        padding: attribute.text('SAME'),
        data_format: attribute.text('NHWC'),
      });
      g.output('y', 'linear');
    });
    const after = splitTransposed.run(graph);
    expect(opsOf(after)).toEqual(['Conv2D', ...laidOut]);
    for (const batch of [1, 3]) await expectSameAnswers(graph, after, { x: noise([batch, 3, 4, 5]) });
  });
});

describe('left alone', () => {
  test.each<[string, Options]>([
    ['a stride of one', { stride: [1, 1], output: [3, 4] }],
    ['unlike strides', { stride: [2, 1], output: [6, 4] }],
    ['a size that is no multiple', { output: [5, 8], window: [3, 3] }],
    ['a size that VALID makes larger', { padding: 'VALID', window: [3, 3], output: [7, 9] }],
    ['an input of open size', { shape: [2, null, 4, 5] }],
    ['a large filter that would grow', { window: [3, 3], channels: 1500 }],
  ])('%s', (_, options) => {
    const graph = transposed(options);
    expect(splitTransposed.run(graph)).toBe(graph);
  });
});
