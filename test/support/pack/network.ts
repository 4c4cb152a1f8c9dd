import { attribute, GraphBuilder } from '../models/graph.js';
import { float32, int32 } from '../models/tensors.js';
import type { Storage } from '../models/quantize.js';
import { randomFloats } from '../models/random.js';
import type { ModelFiles } from '../models/types.js';

const text = (values: readonly string[]) => ({ list: { s: values.map((value) => btoa(value)) } });
const ints = (values: readonly number[]) => ({ list: { i: values.map(String) } });
const float = attribute.type('float32');
const convolution = {
  T: float,
  strides: ints([1, 2, 2, 1]),
  padding: attribute.text('SAME'),
  data_format: attribute.text('NHWC'),
  dilations: ints([1, 1, 1, 1]),
};
const fused = (ops: readonly string[]) => ({
  fused_ops: text(ops),
  num_args: attribute.int(ops[1] === 'Prelu' ? 2 : 1),
});

interface NetworkOptions {
  /** How large weights are stored. */
  storage?: Storage;
  /** Of the last layer. */
  headSeed?: number;
  classes?: number;
  /** Multiplies some channels, so that one scale a tensor serves them badly. */
  uneven?: number;
}

/**
 * A small network for a picture `[1, 16, 16, 3]` that has every op whose weight can be stored by channel, fused and
 * not, with every activation that TF.js fuses; its output `scores` is `[1, classes]`.
 */
export function networkFiles({
  storage = 'plain',
  headSeed = 9,
  classes = 10,
  uneven = 1,
}: NetworkOptions = {}): ModelFiles {
  const g = new GraphBuilder();
  let seed = 1;
  const weight = (name: string, shape: readonly number[], own = seed++) => {
    const size = shape.reduce((product, each) => product * each, 1);
    const fan = Math.sqrt(6 / (size / (shape.at(-1) ?? 1)));
    const channel = (i: number) => (i % 4 === 1 ? uneven : 1);
    const values = randomFloats(own, size).map((value, i) => value * fan * channel(i));
    return g.weight(name, float32(values, shape), size >= 1024 ? storage : 'plain');
  };
  const bias = (name: string, size: number) => weight(name, [size]);
  let last = g.input('image', 'float32', [1, 16, 16, 3]);
  const step = (name: string, op: string, inputs: readonly string[], attr: Record<string, object> = {}) => {
    last = g.node(name, op, inputs, attr as never);
    return last;
  };
  step('first', '_FusedConv2D', [last, weight('w1', [3, 3, 3, 128]), bias('b1', 128)], {
    ...convolution,
    ...fused(['BiasAdd', 'Relu6']),
  });
  step('deep', 'FusedDepthwiseConv2dNative', [last, weight('w2', [3, 3, 128, 1]), bias('b2', 128)], {
    ...convolution,
    ...fused(['BiasAdd', 'Relu']),
  });
  step('point', '_FusedConv2D', [last, weight('w3', [1, 1, 128, 32]), bias('b3', 32), bias('alpha', 32)], {
    ...convolution,
    strides: ints([1, 1, 1, 1]),
    ...fused(['BiasAdd', 'Prelu']),
  });
  step('plain', 'Conv2D', [last, weight('w4', [3, 3, 32, 32])], { ...convolution, strides: ints([1, 1, 1, 1]) });
  step('deeper', 'DepthwiseConv2dNative', [last, weight('w5', [4, 4, 32, 2])], convolution);
  g.weight('size', int32([1, 4, 4, 24]));
  step('up', 'Conv2DBackpropInput', ['size', weight('w6', [2, 2, 24, 64]), last], convolution);
  g.weight('flat', int32([-1, 384]));
  step('rows', 'Reshape', [last, 'flat'], { T: float });
  step('hidden', '_FusedMatMul', [last, weight('w7', [384, 48]), bias('b7', 48)], {
    T: float,
    ...fused(['BiasAdd', 'LeakyRelu']),
    leakyrelu_alpha: { f: 0.3 },
  });
  step('turned', 'MatMul', [last, weight('w8', [64, 48])], {
    T: float,
    transpose_a: attribute.bool(false),
    transpose_b: attribute.bool(true),
  });
  step('head', 'MatMul', [last, weight('w9', [64, classes], headSeed)], { T: float });
  step('scores', 'BiasAdd', [last, bias('b9', classes)], { T: float });
  g.output('scores', 'scores');
  return g.build();
}
