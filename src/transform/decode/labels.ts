import type { DescribedTensor } from '../../model/manifest/described-tensor.js';

/** As the package describes an output. */
export function labelsOf(outputs: readonly DescribedTensor[], name: string): readonly string[] {
  return outputs.find((output) => output.name === name)?.labels ?? [];
}
