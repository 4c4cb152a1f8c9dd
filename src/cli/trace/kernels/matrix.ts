import { attribute } from '../../graph/attributes.js';
import type { Emitter } from '../emitter.js';
import type { Shapes } from '../program.js';
import { constantAs, reshaped, type Value } from '../values.js';
import { activated } from './activation.js';
import { withBias } from './broadcast.js';
import { fixed, input, type KernelCall, type Row } from './row.js';

/** Products of matrices. */
export const matrix: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    '_FusedMatMul',
    (call, make) => {
      const product = multiplied(call, make);
      const bias = call.inputs.get('bias');
      return reshaped(activated(bias ? withBias(product, bias, make) : product, call, make), call.output.shapes);
    },
  ],
  [
    'BatchMatMul',
    (call, make) =>
      make.node('BatchMatMulV2', [input(call, 'a'), input(call, 'b')], call.output, {
        T: attribute.type(call.output.dtype),
        adj_x: attribute.bool(fixed(call, 'transposeA', make) === true),
        adj_y: attribute.bool(fixed(call, 'transposeB', make) === true),
      }),
  ],
]);

/** TF.js puts a batch of one before two matrices; without it the product is the plain one of a dense layer. */
function multiplied(call: KernelCall, make: Emitter): Value {
  const matrices = [input(call, 'a'), input(call, 'b')].map((value) => {
    if (value.shapes.some(([batch]) => batch !== 1)) throw make.refuse('multiplies stacks of matrices with a bias.');
    const plain = constantAs(value, value.shapes[0]?.slice(1) ?? []);
    return plain ?? reshaped(value.view === 'repeat' ? make.real(value) : value, withoutFirst(value.shapes));
  });
  return make.node(
    'MatMul',
    matrices,
    { ...call.output, shapes: withoutFirst(call.output.shapes) },
    {
      T: attribute.type(call.output.dtype),
      transpose_a: attribute.bool(fixed(call, 'transposeA', make) === true),
      transpose_b: attribute.bool(fixed(call, 'transposeB', make) === true),
    },
  );
}

function withoutFirst(shapes: Shapes): Shapes {
  return shapes.map((shape) => shape.slice(1));
}
