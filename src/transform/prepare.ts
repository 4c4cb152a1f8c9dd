import { isPixels, type DecodedInput, type Pixels, type TableRow } from '../model/input.js';
import type { Tensors, TensorSpec } from '../model/tensor.js';
import type { InputTransform } from '../model/transforms/transforms.js';
import { ownPlacement } from './own-placement.js';
import { picturePreparer } from './picture/prepare.js';
import type { Prepared } from './prepared.js';
import { tablePreparer } from './table/prepare.js';
import { isRow, undeclared } from './plain.js';
import { prepareTensors } from './tensors.js';
import { textPreparer } from './text/prepare.js';

/** From what a person gives to the model's tensors. Throws EdgewiseError `input`, with the field and what is allowed. */
export type Prepare = (input: DecodedInput) => Prepared;

/**
 * What a model takes: tensors, and what its package has a transform for.
 *
 * @param specs the model's own inputs
 * @param transform as its package declares it, held against these inputs
 * @param options.tokenizer the package's file of that role, for a transform of texts that needs one
 * @param options.owned nobody goes on using the arrays that are given: where they fit, they are taken as they are
 */
export function preparer(
  specs: readonly TensorSpec[],
  transform?: InputTransform,
  { owned = false, tokenizer = null }: { owned?: boolean; tokenizer?: ArrayBuffer | null } = {},
): Prepare {
  const { picture, row, text } = preparersOf(specs, transform, tokenizer);
  return (input) => {
    if (typeof input === 'string') return text(input);
    // JavaScript callers pass what they like.
    const given: unknown = input;
    if (transform?.kind === 'text' && (typeof given !== 'object' || given === null)) return text(given as string);
    if (isPixels(input)) return picture(input);
    if (isRow(input, specs, transform)) return row(input);
    const inputs = prepareTensors(specs, input, owned);
    return { inputs, placement: ownPlacement(inputs, transform) };
  };
}

/** By what is given. What no transform is declared for is refused. */
interface Preparers {
  picture: (pixels: Pixels) => Prepared;
  row: (row: TableRow) => Prepared;
  text: (text: string) => Prepared;
}

function preparersOf(
  specs: readonly TensorSpec[],
  transform: InputTransform | undefined,
  tokenizer: ArrayBuffer | null,
): Preparers {
  const refuse = (what: string) => () => {
    throw undeclared(what, specs, transform);
  };
  const preparers: Preparers = { picture: refuse('a picture'), row: refuse('a record'), text: refuse('a text') };
  const plain = (inputs: Tensors): Prepared => ({ inputs, placement: null });
  switch (transform?.kind) {
    case 'picture':
      return { ...preparers, picture: picturePreparer(transform, specs) };
    case 'table': {
      const prepare = tablePreparer(transform, specs);
      return { ...preparers, row: (row) => plain(prepare(row)) };
    }
    case 'text': {
      const prepare = textPreparer(transform, specs, tokenizer);
      return { ...preparers, text: (text) => plain(prepare(text)) };
    }
    case undefined:
      return preparers;
  }
}
