import type { Tensors } from '../../model/tensor.js';
import type { RegressionOutput } from '../../model/transforms/output/regression.js';
import type { Regression } from '../../model/values.js';
import { exactly } from './numbers.js';

/** In the unit of the package. */
export function regressionDecoder({
  output,
  scale = 1,
  offset = 0,
}: RegressionOutput): (outputs: Tensors) => Regression {
  return (outputs) => (exactly(outputs, output, 1).data[0] ?? NaN) * scale + offset;
}
