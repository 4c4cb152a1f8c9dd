import type { TableRow } from '../../model/input.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TableTransform } from '../../model/transforms/table.js';
import { soleInput } from '../sole-input.js';
import { columnsOf } from './columns.js';
import { badRecord, show, type Problem } from './problem.js';
import { placesIn, quantifier } from './quantify.js';

/**
 * From a record to the model's input. What can be looked up once is: a call takes microseconds.
 *
 * @param transform held against itself and the model, as `checkTableTransform` does
 * @returns throws EdgewiseError `input` with the field, its value and what is allowed in `details`, and every such
 *   problem in `details.problems`
 */
export function tablePreparer(transform: TableTransform, specs: readonly TensorSpec[]): (row: TableRow) => Tensors {
  const spec = soleInput(transform.input, specs);
  const places = placesIn(transform);
  const quantify = quantifier(transform);
  const columns = columnsOf(transform, places);
  const shape = [...(spec.anyRank ? [1] : spec.shape.slice(0, -1).map(() => 1)), columns.count];

  return (row) => {
    const quantities = quantify(row);
    const data = new Float32Array(columns.count);
    columns.fill(quantities, data);
    const beyond = data.findIndex((value) => !Number.isFinite(value));
    if (beyond >= 0) {
      const { of = '' } = columns.at(beyond) ?? {};
      throw badRecord([tooLarge(of, quantities.values[places.get(of) ?? NaN])]);
    }
    return { [transform.input]: { data, shape, dtype: 'float32' } };
  };
}

function tooLarge(field: string, value: number | undefined): Problem {
  const allowed = 'a number that its column holds as float32';
  return { field, value, allowed, message: `${field} is ${show(value)}. Give ${allowed}.` };
}
