import { EdgewiseError } from '../errors.js';
import type { TensorSpec } from '../model/tensor.js';

/**
 * The input that a transform makes.
 *
 * @throws EdgewiseError `invalid-model` where the model has no such input, or needs another beside it
 */
export function madeInput(name: string, specs: readonly TensorSpec[]): TensorSpec {
  const spec = specs.find((each) => each.name === name);
  const other = specs.find((each) => each.name !== name && !each.optional);
  if (spec && !other) return spec;
  const what = other ? `also needs "${other.name}"` : `takes ${specs.map((each) => each.name).join(', ')}`;
  throw new EdgewiseError(
    'invalid-model',
    `The package's transform makes the input "${name}", but its model ${what}. Pack it again without transforms, or with ` +
      `one that fits.`,
    { field: 'transforms.input.input', input: name, expected: specs.map((each) => each.name) },
  );
}
