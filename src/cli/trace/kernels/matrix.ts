import { attribute } from '../attributes.js';
import type { Emitter } from '../emitter.js';
import type { Shapes } from '../program.js';
import { constantAs, reshaped, type Value } from '../values.js';
import { activated } from './activation.js';
import { withBias } from './broadcast.js';
import { fixed, input, type Row } from './row.js';

/** Products of matrices. */
export const matrix: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    '_FusedMatMul',
    (call, make) => {
      const [transposeA, transposeB] = ['transposeA', 'transposeB'].map((name) => fixed(call, name, make) === true);
      const product = multiplied(input(call, 'a'), input(call, 'b'), {
        ...{ transposeA: transposeA === true, transposeB: transposeB === true, output: call.output, make },
      });
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

interface Product {
  transposeA: boolean;
  transposeB: boolean;
  output: { readonly shapes: Shapes; readonly dtype: string };
  make: Emitter;
}

/** TF.js puts a batch of one before two matrices; without it the product is the plain one of a dense layer. */
function multiplied(a: Value, b: Value, { transposeA, transposeB, output, make }: Product): Value {
  const T = { T: attribute.type(output.dtype) };
  const one = [a.shapes, b.shapes].every((shapes) => shapes.every((shape) => shape.length === 3 && shape[0] === 1));
  if (!one) {
    const attributes = { ...T, adj_x: attribute.bool(transposeA), adj_y: attribute.bool(transposeB) };
    return make.node('BatchMatMulV2', [a, b], output, attributes);
  }
  const plain = (value: Value) =>
    constantAs(value, value.shapes[0]?.slice(1) ?? []) ??
    reshaped(value.view === 'repeat' ? make.real(value) : value, withoutFirst(value.shapes));
  const attributes = { ...T, transpose_a: attribute.bool(transposeA), transpose_b: attribute.bool(transposeB) };
  return make.node('MatMul', [plain(a), plain(b)], { ...output, shapes: withoutFirst(output.shapes) }, attributes);
}

function withoutFirst(shapes: Shapes): Shapes {
  return shapes.map((shape) => shape.slice(1));
}
