import fc from 'fast-check';
import { attribute } from '../../src/cli/graph/attributes.js';
import type { Graph } from '../../src/cli/graph/graph.js';
import type { GraphBuilder } from './models/graph.js';
import { float32, int32 } from './models/tensors.js';
import { graphOf, noise } from './graphs.js';

const float = { T: attribute.type('float32') };

/** One step: which op, on which of the tensors so far, and a number that decides on the rest. */
interface Step {
  op: (typeof steps)[number];
  on: number;
  seed: number;
}

const steps = [
  'conv',
  'depthwise',
  'transposed',
  'pad',
  'add',
  'mul',
  'sub',
  'div',
  'batch-norm',
  'relu',
  'relu6',
  'clip',
  'prelu',
  'spelled prelu',
  'leaky',
  'hard swish',
  'elu',
  'sigmoid',
  'identity',
  'residual',
  'concat',
  'pool',
  'reshape',
  'transpose',
  'cast',
  'constant',
] as const;

/** Small graphs of what image networks are made of, in any order, with more than one consumer and output here and there. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .record({
    steps: fc.array(
      fc.record({ op: fc.constantFrom(...steps), on: fc.nat(3), seed: fc.integer({ min: 1, max: 1000 }) }),
      { minLength: 2, maxLength: 14 },
    ),
    outputs: fc.array(fc.nat(), { maxLength: 2 }),
    free: fc.boolean(),
  })
  .map(({ steps, outputs, free }) =>
    graphOf((g) => {
      g.input('x', 'float32', [free ? null : 2, 6, 5, 3]);
      const made = [{ name: 'x', shape: [6, 5, 3] }];
      steps.forEach((step, i) => {
        // Mostly the last one, now and then one of those before.
        const from = made[Math.max(0, made.length - 1 - Math.max(0, step.on - 1))] ?? made[0]!;
        const next = add(g, step, `n${i}`, from, made);
        if (next) made.push(next);
      });
      const named = new Set([made.length - 1, ...outputs.map((place) => place % made.length)].filter((i) => i > 0));
      if (named.size === 0) g.output('y', g.node('y', 'Neg', ['x'], float));
      for (const place of named) g.output(`out ${made[place]!.name}`, made[place]!.name);
    }),
  );

interface Made {
  name: string;
  shape: number[];
}

function add(g: GraphBuilder, { op, seed }: Step, name: string, from: Made, made: readonly Made[]): Made | undefined {
  const [height = 0, width = 0, channels = 0] = from.shape;
  const constant = (shape: number[], offset = 0, scale = 1, part = 'c') =>
    g.weight(
      `${name}/${part}`,
      float32(
        noise(shape, seed).data.map((value) => value * scale + offset),
        shape,
      ),
    );
  const node = (kind: string, inputs: string[], attributes = {}, shape = from.shape): Made => {
    g.node(name, kind, inputs, { ...float, ...attributes });
    return { name, shape };
  };
  const perChannel = [[channels], [1, 1, channels], []][seed % 3]!;
  const window = (kind: string, filter: number[], outputs: number): Made | undefined => {
    const same = seed % 2 === 0;
    const [fh = 1, fw = 1] = filter;
    const stride = seed % 5 === 0 ? 2 : 1;
    if (!same && (height < fh || width < fw)) return undefined;
    const size = (length: number, f: number) => Math.ceil((same ? length : length - f + 1) / stride);
    constant(filter, 0, 1 / Math.sqrt(fh * fw * channels), 'w');
    return node(
      kind,
      [from.name, `${name}/w`],
      {
        strides: attribute.ints([1, stride, stride, 1]),
        dilations: attribute.ints([1, 1, 1, 1]),
        padding: attribute.text(same ? 'SAME' : 'VALID'),
        data_format: attribute.text('NHWC'),
      },
      [size(height, fh), size(width, fw), outputs],
    );
  };
  switch (op) {
    case 'conv':
      return window('Conv2D', [1 + (seed % 3), 1 + (seed % 3), channels, 1 + (seed % 4)], 1 + (seed % 4));
    case 'depthwise':
      return window(
        'DepthwiseConv2dNative',
        [3, 1 + (seed % 3), channels, 1 + (seed % 2)],
        channels * (1 + (seed % 2)),
      );
    case 'transposed': {
      if (height * width > 100) return undefined;
      const [window, outputs] = [2 + (seed % 3), 1 + (seed % 2)];
      constant([window, window, outputs, channels], 0, 1 / Math.sqrt(channels), 'w');
      g.weight(`${name}/s`, int32([2, 2 * height, 2 * width, outputs]));
      const attributes = {
        strides: attribute.ints([1, 2, 2, 1]),
        dilations: attribute.ints([1, 1, 1, 1]),
        padding: attribute.text('SAME'),
        data_format: attribute.text('NHWC'),
      };
      return node('Conv2DBackpropInput', [`${name}/s`, `${name}/w`, from.name], attributes, [
        2 * height,
        2 * width,
        outputs,
      ]);
    }
    case 'pad': {
      const pads = [0, 0, seed % 2, seed % 3, 1, seed % 2, 0, 0];
      g.weight(`${name}/p`, int32(pads, [4, 2]));
      return node('Pad', [from.name, `${name}/p`], {}, [
        height + pads[2]! + pads[3]!,
        width + pads[4]! + pads[5]!,
        channels,
      ]);
    }
    case 'add':
      return node('AddV2', seed % 2 ? [from.name, constant(perChannel)] : [constant(perChannel), from.name]);
    case 'mul':
      return node('Mul', seed % 2 ? [from.name, constant(perChannel)] : [constant(perChannel), from.name]);
    case 'sub':
      return node('Sub', seed % 2 ? [from.name, constant(perChannel)] : [constant(perChannel), from.name]);
    case 'div':
      return node('RealDiv', [from.name, constant(perChannel, 2)]);
    case 'batch-norm': {
      const parts = ['scale', 'offset', 'mean'].map((part) => constant([channels], 0, 1, part));
      return node('FusedBatchNormV3', [from.name, ...parts, constant([channels], 1.5, 1, 'variance')], {
        epsilon: attribute.float(0.001),
        is_training: attribute.bool(false),
        data_format: attribute.text('NHWC'),
      });
    }
    case 'relu':
      return node('Relu', [from.name]);
    case 'relu6':
      return node('Relu6', [from.name]);
    case 'clip': {
      g.weight(`${name}/low`, float32([0], []));
      g.weight(`${name}/high`, float32([6], []));
      g.node(`${name}/min`, 'Minimum', [from.name, `${name}/high`], float);
      return node('Maximum', [`${name}/min`, `${name}/low`]);
    }
    case 'prelu':
      return node('Prelu', [from.name, constant([1, 1, channels])]);
    case 'spelled prelu': {
      g.node(`${name}/relu`, 'Relu', [from.name], float);
      g.node(`${name}/neg`, 'Neg', [from.name], float);
      g.node(`${name}/other`, 'Relu', [`${name}/neg`], float);
      g.node(`${name}/slope`, 'Mul', [constant([1, 1, channels]), `${name}/other`], float);
      return node('AddV2', [`${name}/relu`, `${name}/slope`]);
    }
    case 'leaky':
      return node('LeakyRelu', [from.name], { alpha: attribute.float(0.25) });
    case 'hard swish':
      g.weight(`${name}/three`, float32([3], []));
      g.weight(`${name}/sixth`, float32([1 / 6], []));
      g.node(`${name}/add`, 'AddV2', [from.name, `${name}/three`], float);
      g.node(`${name}/relu`, 'Relu6', [`${name}/add`], float);
      g.node(`${name}/mul`, 'Mul', [`${name}/relu`, `${name}/sixth`], float);
      return node('Mul', [from.name, `${name}/mul`]);
    case 'elu':
      return node('Elu', [from.name]);
    case 'sigmoid':
      return node('Sigmoid', [from.name]);
    case 'identity':
      return node('Identity', [from.name]);
    case 'residual': {
      const other = made.find(({ name: theirs, shape }) => theirs !== from.name && shape.join() === from.shape.join());
      return node('AddV2', [from.name, other?.name ?? from.name]);
    }
    case 'concat':
      g.weight(`${name}/axis`, int32([3], []));
      return node('ConcatV2', [from.name, from.name, `${name}/axis`], { N: attribute.int(2) }, [
        height,
        width,
        2 * channels,
      ]);
    case 'pool':
      if (height < 2 || width < 2) return undefined;
      return node(
        'MaxPool',
        [from.name],
        {
          ksize: attribute.ints([1, 2, 2, 1]),
          strides: attribute.ints([1, 1, 1, 1]),
          padding: attribute.text('VALID'),
          data_format: attribute.text('NHWC'),
        },
        [height - 1, width - 1, channels],
      );
    case 'reshape': {
      const shape = seed % 2 ? [height, width, channels] : [width, height, channels];
      g.weight(`${name}/s`, int32([-1, ...shape]));
      return node('Reshape', [from.name, `${name}/s`], {}, shape);
    }
    case 'transpose':
      g.weight(`${name}/s`, int32([0, 2, 1, 3]));
      return node('Transpose', [from.name, `${name}/s`], {}, [width, height, channels]);
    case 'cast':
      return node('Cast', [from.name], { SrcT: attribute.type('float32'), DstT: attribute.type('float32') });
    case 'constant':
      g.node(`${name}/square`, 'Square', [constant(perChannel)], float);
      return node('Mul', [from.name, `${name}/square`]);
  }
}
