import type { Attribute } from '../../graph/graph.js';
import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import type { Value } from '../values.js';
import { activated } from './activation.js';
import { withBias } from './broadcast.js';
import { each, fixed, input, numbers, type KernelCall, type Row } from './row.js';

/** Convolutions and pooling, channels last, as all of TF.js's layers call them. */
export const convolution: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['Conv2D', (call, make) => convolved('Conv2D', call, make)],
  ['FusedConv2D', (call, make) => withEpilogue(convolved('Conv2D', call, make), call, make)],
  ['DepthwiseConv2dNative', (call, make) => convolved('DepthwiseConv2dNative', call, make)],
  ['Conv3D', (call, make) => convolved('Conv3D', call, make)],
  [
    'Conv2DBackpropInput',
    (call, make) => {
      const shape = make.sizes(each(call, 'inputShape'), 'the size of a transposed convolution');
      return make.node('Conv2DBackpropInput', [shape, input(call, 'filter'), input(call, 'dy')], call.output, {
        ...shared(call, make),
        dilations: attribute.ints([1, 1, 1, 1]),
      });
    },
  ],
  ...['MaxPool', 'AvgPool', 'MaxPool3D', 'AvgPool3D'].map((op): [string, Row] => [
    op,
    (call, make) =>
      make.node(op, [input(call, 'x')], call.output, {
        ...shared(call, make),
        ksize: attribute.ints(outerOnes(fixed(call, 'filterSize', make), spatialRank(call))),
      }),
  ]),
]);

function convolved(op: string, call: KernelCall, make: Emitter): Value {
  return make.node(op, [input(call, 'x'), input(call, 'filter')], call.output, {
    ...shared(call, make),
    dilations: attribute.ints(outerOnes(fixed(call, 'dilations', make) ?? 1, spatialRank(call))),
  });
}

function withEpilogue(value: Value, call: KernelCall, make: Emitter): Value {
  const bias = call.inputs.get('bias');
  return activated(bias ? withBias(value, bias, make) : value, call, make);
}

function shared(call: KernelCall, make: Emitter): Record<string, Attribute> {
  const rank = spatialRank(call);
  const pad = fixed(call, 'pad', make);
  const layout = rank === 3 ? 'NDHWC' : 'NHWC';
  if (pad !== 'same' && pad !== 'valid') throw make.refuse(`pads ${call.step.kernel} by ${JSON.stringify(pad)}.`);
  if ((fixed(call, 'dataFormat', make) ?? layout) !== layout) throw make.refuse('computes with channels first.');
  return {
    T: attribute.type(call.output.dtype),
    strides: attribute.ints(outerOnes(fixed(call, 'strides', make), rank)),
    padding: attribute.text(pad.toUpperCase()),
    data_format: attribute.text(layout),
  };
}

/** Dimensions between the batch and the channels. */
function spatialRank({ output }: KernelCall): number {
  return (output.shapes[0]?.length ?? 4) - 2;
}

/** A number for each spatial dimension, and ones for the batch and the channels, as TensorFlow writes them. */
function outerOnes(value: unknown, rank: number): number[] {
  const given = numbers(value);
  return [1, ...Array.from({ length: rank }, (_, i) => given[i] ?? given[0] ?? 1), 1];
}
