import { attribute } from '../../graph/attributes.js';
import { fixed, input, numbers, type Row } from './row.js';

/** Kernels that reduce some dimensions, and the attribute that says which. */
const axisOf = { Mean: 'axis', Sum: 'axis', Max: 'reductionIndices', Any: 'axis', All: 'axis' };

export const reduction: ReadonlyMap<string, Row> = new Map<string, Row>(
  Object.entries(axisOf).map(([op, name]) => [
    op,
    (call, make) => {
      const x = input(call, 'x');
      const axis = fixed(call, name, make) ?? (x.shapes[0] ?? []).map((_, i) => i);
      return make.node(op, [x, make.ints(numbers(axis))], call.output, {
        T: attribute.type(x.dtype),
        Tidx: attribute.type('int32'),
        keep_dims: attribute.bool(fixed(call, 'keepDims', make) === true),
      });
    },
  ]),
);
