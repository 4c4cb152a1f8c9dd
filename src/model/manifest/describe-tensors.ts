import type { TensorSpec } from '../tensor.js';
import type { DescribedTensor } from './described-tensor.js';

/** A model's own inputs or outputs, with what its package says that their values mean. */
export function describeTensors(
  specs: readonly TensorSpec[],
  descriptions: readonly DescribedTensor[] = [],
): readonly TensorSpec[] {
  return specs.map((spec) => {
    const { meaning, labels } = descriptions.find(({ name }) => name === spec.name) ?? {};
    return { ...spec, ...(meaning !== undefined && { meaning }), ...(labels && { labels }) };
  });
}
