import { EdgewiseError } from '../errors.js';
import { isPixels, type DecodedInput, type TableRow } from '../model/input.js';
import type { Tensors, TensorSpec } from '../model/tensor.js';
import type { InputTransform } from '../model/transforms/transforms.js';
import { isTensorInput, prepareTensors } from './tensors.js';

/**
 * What a model takes whose package declares no transform: tensors, which are taken as they are where they fit.
 *
 * @throws EdgewiseError `input`
 */
export function plainInputs(specs: readonly TensorSpec[], input: DecodedInput): Tensors {
  if (typeof input === 'string') throw undeclared('a text', specs);
  if (isPixels(input)) throw undeclared('a picture', specs);
  if (isRow(input, specs)) throw undeclared('a record', specs);
  return prepareTensors(specs, input, true);
}

/**
 * An object of fields rather than of tensors: none of them is called as an input, or holds numbers in a row. Where records
 * are declared, whatever they hold: their field is told then.
 */
export function isRow(
  input: DecodedInput,
  specs: readonly TensorSpec[],
  transform?: InputTransform,
): input is TableRow {
  if (typeof input !== 'object' || (input as object | null) === null || isTensorInput(specs, input)) return false;
  if (transform?.kind === 'table') return true;
  const fields = Object.entries(input);
  return (
    fields.length > 0 &&
    fields.every(([, value]) => typeof value !== 'object' || value === null) &&
    !specs.some(({ name }) => Object.hasOwn(input, name))
  );
}

/** The error for what no transform is declared for. */
export function undeclared(what: string, specs: readonly TensorSpec[], transform?: InputTransform): EdgewiseError {
  const takes = transform ? `its package declares ${transform.kind} as its input` : 'its package declares no transform';
  return new EdgewiseError(
    'input',
    `This model does not take ${what}: ${takes}. Give that, or tensors for ${specs.map(({ name }) => name).join(', ')}.`,
    { received: what, expected: transform?.kind ?? 'tensors' },
  );
}
