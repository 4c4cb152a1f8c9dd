import type { DescribedTensor } from '../model/manifest/described-tensor.js';
import type { Tensors } from '../model/tensor.js';
import type { OutputTransform } from '../model/transforms/output.js';
import type { Placement } from '../model/transforms/placement.js';

/** From a model's outputs to its answer: one of the decoded values of `src/model/values.ts`. */
export type Decode = (outputs: Tensors, placement: Placement | null) => unknown;

/**
 * @param transform as the model's package declares it, held against these outputs
 * @param outputs as the package describes them: labels stand there
 */
export function decoder(_transform: OutputTransform, _outputs: readonly DescribedTensor[]): Decode {
  return (outputs) => outputs;
}
