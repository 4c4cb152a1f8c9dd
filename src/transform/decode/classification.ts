import type { Tensors } from '../../model/tensor.js';
import type { ClassificationOutput } from '../../model/transforms/output/classification.js';
import type { Classification } from '../../model/values.js';
import { activated } from './activation.js';
import { exactly } from './numbers.js';

/** The most probable first; of equal ones the one with the smaller index; what is no number last. */
export function classificationDecoder(
  { output, activation = 'none', temperature, top }: ClassificationOutput,
  labels: readonly string[],
): (outputs: Tensors) => Classification {
  return (outputs) => {
    const { data } = exactly(outputs, output, labels.length);
    const probabilities = activated(data, activation, temperature);
    const all = labels.map((label, index) => ({ label, index, probability: probabilities[index] ?? NaN }));
    return all.sort((a, b) => surerFirst(a.probability, b.probability)).slice(0, top);
  };
}

/** Sorting leaves equal ones in their order. */
function surerFirst(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return Number(a < b) - Number(a > b);
}
