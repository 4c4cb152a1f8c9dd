import type { TableRow } from '../../model/input.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TableTransform } from '../../model/transforms/table.js';

/** From a record to the model's input. */
export function tablePreparer(_transform: TableTransform, _specs: readonly TensorSpec[]): (row: TableRow) => Tensors {
  return () => ({});
}
