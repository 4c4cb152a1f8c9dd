import { EdgewiseError } from '../../errors.js';
import { isPixels, type DecodedInput } from '../../model/input.js';
import type { Profile } from '../../model/profile/profile.js';
import type { TensorSpec } from '../../model/tensor.js';
import type { InputTransform } from '../../model/transforms/transforms.js';
import type { Prepare } from '../prepare.js';
import { isTensorInput } from '../tensors.js';
import type { Players } from './players.js';
import { recordPlayers } from './record-players.js';
import { textPlayers } from './text-players.js';

/** What lies before a model. */
export interface InputSide {
  specs: readonly TensorSpec[];
  input: InputTransform | undefined;
  prepare: Prepare;
  /** What its data looked like; null where that is not known. */
  profile: () => Profile | null;
}

/**
 * Takes an input apart by the transform that a package declares.
 *
 * @throws EdgewiseError `input` as for a prediction, and for what has neither fields nor tokens
 */
export function takeApart(input: DecodedInput, model: InputSide, fields: readonly string[] | undefined): Players {
  const { specs, input: transform, prepare, profile } = model;
  if (transform?.kind !== 'table' && transform?.kind !== 'text') {
    const declared = transform ? `${transform.kind} as` : 'no transform for';
    throw cannot(`This model's package declares ${declared} its input`, transform?.kind ?? 'none');
  }
  prepare(input); // what predict refuses is refused in the same words
  if (transform.kind === 'table' && typeof input !== 'string' && !isPixels(input) && !isTensorInput(specs, input)) {
    return recordPlayers(input, transform, profile(), fields, (row) => prepare(row).inputs);
  }
  if (transform.kind === 'text' && typeof input === 'string') {
    if (fields !== undefined) throw noFields(fields);
    return textPlayers(input, transform, specs, (text) => prepare(text).inputs);
  }
  throw cannot('These are tensors', 'tensors');
}

function cannot(what: string, received: string): EdgewiseError {
  return new EdgewiseError(
    'input',
    `${what}, and only a record or a text can be explained, by its fields or tokens. Give what the package declares.`,
    { received, expected: ['table', 'text'] },
  );
}

function noFields(value: unknown): EdgewiseError {
  return new EdgewiseError('input', 'A text has no fields: all its tokens are tried. Leave { fields } out.', {
    field: 'fields',
    value,
  });
}
