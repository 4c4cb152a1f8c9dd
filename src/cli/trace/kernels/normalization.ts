import { sizeOf } from '../../../model/tensor.js';
import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import { baseOf, reshaped, sameShapes, type Value } from '../values.js';
import { combined } from './broadcast.js';
import { fixed, input, type KernelCall, type Row } from './row.js';

/** Normalisation by means that are weights, or by those of the values themselves; softmax. */
export const normalization: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    'FusedBatchNorm',
    (call, make) => {
      const [mean, variance] = [input(call, 'mean'), input(call, 'variance')];
      return mean.base.constant && variance.base.constant && mean.view === 'none' && variance.view === 'none'
        ? byWeights(call, make)
        : byItself(call, make);
    },
  ],
  [
    'Softmax',
    (call, make) =>
      make.node('Softmax', [input(call, 'logits')], call.output, { T: attribute.type(call.output.dtype) }),
  ],
]);

function byWeights(call: KernelCall, make: Emitter): Value {
  const mean = input(call, 'mean');
  const [shape = []] = mean.shapes;
  const filled = (value: number) => make.constant(new Float32Array(sizeOf(shape)).fill(value), 'float32', shape);
  const scale = call.inputs.get('scale') ?? filled(1);
  const offset = call.inputs.get('offset') ?? filled(0);
  const x = beforeReshape(input(call, 'x'), mean);
  const output = { ...call.output, shapes: x.shapes };
  const normal = make.node('FusedBatchNormV3', [x, scale, offset, mean, input(call, 'variance')], output, {
    T: attribute.type(call.output.dtype),
    U: attribute.type('float32'),
    epsilon: attribute.float(epsilonOf(call, make)),
    data_format: attribute.text('NHWC'),
    is_training: attribute.bool(false),
  });
  return reshaped(normal, call.output.shapes);
}

/** TF.js gives a matrix four dimensions before this kernel, and does so again when the graph runs. */
function beforeReshape(x: Value, mean: Value): Value {
  const [channels, ...more] = mean.shapes[0] ?? [];
  const fits = x.base.shapes.every((shape) => shape.length <= 4 && shape.at(-1) === channels);
  return x.view === 'reshape' && more.length === 0 && fits ? baseOf(x) : x;
}

/** `(x − mean) ÷ √(variance + ε) × scale + offset`, as layer normalisation needs it, step by step. */
function byItself(call: KernelCall, make: Emitter): Value {
  const [mean, variance] = [input(call, 'mean'), input(call, 'variance')];
  const [scale, offset] = [call.inputs.get('scale'), call.inputs.get('offset')];
  const wide = input(call, 'x');
  // The means have the shape of the input as the layer got it.
  const x = wide.view === 'reshape' && sameShapes(wide.base.shapes, mean.shapes) ? baseOf(wide) : wide;
  const epsilon = make.constant(Float32Array.of(epsilonOf(call, make)), 'float32', []);
  const narrow = baseOf(combined('AddV2', [variance, epsilon], variance, make));
  const root = make.node('Rsqrt', [narrow], narrow, { T: attribute.type(narrow.dtype) });
  const factor: Value = { ...root, shapes: variance.shapes, view: variance.view };
  let answer = combined('Mul', [combined('Sub', [x, mean], x, make), factor], x, make);
  if (scale) answer = combined('Mul', [answer, scale], x, make);
  if (offset) answer = combined('AddV2', [answer, offset], x, make);
  return reshaped(answer, call.output.shapes);
}

function epsilonOf(call: KernelCall, make: Emitter): number {
  return Number(fixed(call, 'varianceEpsilon', make));
}
