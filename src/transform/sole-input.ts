import { EdgewiseError } from '../errors.js';
import type { TensorSpec } from '../model/tensor.js';

/**
 * The input that a transform makes.
 *
 * @throws EdgewiseError `invalid-model` where the model has no such input, or cannot do with it alone
 */
export function soleInput(name: string, specs: readonly TensorSpec[]): TensorSpec {
  const input = specs.find((spec) => spec.name === name);
  const missing = specs.filter((spec) => spec !== input && !spec.optional).map((spec) => spec.name);
  if (input && missing.length === 0) return input;
  const why = input
    ? `the model needs ${missing.join(', ')} as well`
    : `the model's inputs are ${specs.map((spec) => spec.name).join(', ')}`;
  throw new EdgewiseError('invalid-model', `The package declares a transform that makes "${name}" alone, but ${why}.`, {
    field: 'transforms.input.input',
    value: name,
    missing,
  });
}
