import type { Attribute } from '../../graph/graph.js';
import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import { baseOf, type Value } from '../values.js';
import { combined } from './broadcast.js';
import { fixed, input, type KernelCall, type Row } from './row.js';

/** Kernels of one tensor whose answer has its shape; TensorFlow's ops have the same names. */
const unaryOps = 'Abs Elu Erf Exp Log Neg Relu Selu Sigmoid Softplus Sqrt Square Tanh'.split(' ');

/** Kernels of two tensors, and TensorFlow's ops. */
const binaryOps = {
  ...{ Add: 'AddV2', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'RealDiv', Maximum: 'Maximum', Minimum: 'Minimum' },
  ...{ NotEqual: 'NotEqual', Greater: 'Greater' },
};

/** Kernels that compute every element by itself. */
export const elementwise: ReadonlyMap<string, Row> = new Map<string, Row>([
  ...unaryOps.map((op): [string, Row] => [op, (call, make) => mapped(op, call, make)]),
  ...Object.entries(binaryOps).map(([kernel, op]): [string, Row] => [
    kernel,
    (call, make) => combined(op, [input(call, 'a'), input(call, 'b')], call.output, make),
  ]),
  ['Prelu', (call, make) => combined('Prelu', [input(call, 'x'), input(call, 'alpha')], call.output, make)],
  [
    'LeakyRelu',
    (call, make) => mapped('LeakyRelu', call, make, { alpha: attribute.float(Number(fixed(call, 'alpha', make))) }),
  ],
  [
    'ClipByValue',
    (call, make) => {
      const bound = (name: string) => make.constant(Float32Array.of(Number(fixed(call, name, make))), 'float32', []);
      return mapped('ClipByValue', call, make, {}, [bound('clipValueMin'), bound('clipValueMax')]);
    },
  ],
  [
    'Cast',
    (call, make) => {
      const { dtype } = input(call, 'x');
      if (dtype === call.output.dtype) return input(call, 'x');
      return mapped('Cast', call, make, { SrcT: attribute.type(dtype), DstT: attribute.type(call.output.dtype) });
    },
  ],
]);

/** What is done to every element can be done before a tensor is reshaped or repeated. */
function mapped(
  op: string,
  call: KernelCall,
  make: Emitter,
  attributes: Readonly<Record<string, Attribute>> = {},
  more: readonly Value[] = [],
): Value {
  const x = input(call, 'x');
  const base = baseOf(x);
  const output = { shapes: base.shapes, dtype: call.output.dtype };
  const made = make.node(op, [base, ...more], output, { T: attribute.type(x.dtype), ...attributes });
  return { ...made, shapes: x.shapes, view: x.view };
}
