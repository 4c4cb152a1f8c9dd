import { objectAt, optional, type Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';
import { kindOf } from './kind-of.js';
import { checkOutputTransform, parseOutputTransform, type OutputTransform } from './output.js';
import { checkPictureTransform, parsePictureTransform, type PictureTransform } from './picture.js';
import { checkTableTransform, parseTableTransform, type TableTransform } from './table.js';
import { checkTextTransform, parseTextTransform, type TextTransform } from './text.js';

/**
 * What lies between a person and the tensors of a model; `src/transform` computes it. The pages on transforms and decoders
 * have every kind, with its fields.
 */
export interface Transforms {
  /** From a picture, a record or a text to the model's input; `kind` says which of them. */
  input?: InputTransform;
  /** From the model's outputs to an answer; `kind` says of which. */
  output?: OutputTransform;
}

/** Told apart by `kind`. */
export type InputTransform = PictureTransform | TableTransform | TextTransform;

const inputKinds = {
  picture: { parse: parsePictureTransform, check: checkPictureTransform },
  table: { parse: parseTableTransform, check: checkTableTransform },
  text: { parse: parseTextTransform, check: checkTextTransform },
} as const;

/** @throws EdgewiseError `invalid-model` with the field in `details.field` */
export function parseTransforms(manifest: Fields, key: 'transforms'): Transforms {
  const fields = objectAt(manifest, key);
  return { ...optional(fields, 'input', parseInput), ...optional(fields, 'output', parseOutput) };
}

function parseInput(transforms: Fields, key: 'input'): InputTransform {
  const fields = objectAt(transforms, key);
  return inputKinds[kindOf(fields, Object.keys(inputKinds) as InputTransform['kind'][])].parse(fields);
}

function parseOutput(transforms: Fields, key: 'output'): OutputTransform {
  return parseOutputTransform(objectAt(transforms, key));
}

/**
 * Holds transforms against the inputs and outputs that the manifest describes: names, dtypes, shapes, labels.
 *
 * @throws EdgewiseError `invalid-model` with the field in `details.field`
 */
export function checkTransforms({ input, output }: Transforms, model: DescribedModel): void {
  if (input) (inputKinds[input.kind].check as (transform: InputTransform, model: DescribedModel) => void)(input, model);
  if (output) checkOutputTransform(output, model);
}
