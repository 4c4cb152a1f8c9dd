import type { EdgewiseError } from '../../../errors.js';
import { invalid } from '../../invalid.js';
import type { DescribedTensor } from '../../manifest/described-tensor.js';
import type { DescribedModel } from '../described-model.js';

/** The input that a field of the transform names. */
export function textInput(field: string, name: string, { url, inputs }: DescribedModel): DescribedTensor {
  const input = inputs.find((each) => each.name === name);
  if (input) return input;
  const names = inputs.map((each) => each.name).join(', ');
  throw invalid(url, at(field), `has a text transform for the input "${name}"; its inputs are ${names}.`, {
    value: name,
    expected: inputs.map((each) => each.name),
  });
}

/** @param needed what the transform would fill: "float32 of [null, 16384] for its buckets" */
export function unfitText(
  field: string,
  { name, dtype, shape }: Pick<DescribedTensor, 'name' | 'dtype'> & { shape: DescribedTensor['shape'] | undefined },
  needed: string,
  { url }: DescribedModel,
): EdgewiseError {
  const is = `${dtype} of ${shape ? JSON.stringify(shape) : 'any shape'}`;
  return invalid(url, at(field), `has a text transform that needs ${needed}; the input "${name}" is ${is}.`, {
    input: name,
    actual: [dtype, shape ?? null],
  });
}

const at = (field: string) => `transforms.input.${field}`;
