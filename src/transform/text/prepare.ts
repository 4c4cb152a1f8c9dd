import { EdgewiseError } from '../../errors.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import { count, hashedTensors } from './hashing.js';
import { tokenPreparer } from './tokens.js';
import { readable, wordsIn } from './words.js';

/**
 * From a text to the model's input. Any string is a text: an empty one, one of megabytes (of which `longestText` is
 * read), one with halves of surrogate pairs.
 *
 * @param tokenizer the package's file of that role; null where it has none
 * @throws EdgewiseError `input` for what is no string; `invalid-model` at once for a tokenizer that cannot be used
 */
export function textPreparer(
  transform: TextTransform,
  specs: readonly TensorSpec[],
  tokenizer: ArrayBuffer | null = null,
): (text: string) => Tensors {
  const prepare =
    transform.method === 'tokenizer' ? tokenPreparer(transform, specs, tokenizer) : hashingPreparer(transform, specs);
  return (text) => {
    checkText(text);
    return prepare(text);
  };
}

function hashingPreparer(
  transform: Extract<TextTransform, { method: 'hashing' }>,
  specs: readonly TensorSpec[],
): (text: string) => Tensors {
  const tensors = hashedTensors(transform, specs);
  return (text) => tensors(count(wordsIn(readable(text, transform), transform), transform));
}

/** JavaScript callers pass what they like. */
function checkText(text: unknown): void {
  if (typeof text === 'string') return;
  const received = text === null ? 'null' : typeof text;
  throw new EdgewiseError('input', `This model takes a text, and ${received} came. Give a string, or tensors.`, {
    received,
    value: text,
    expected: 'text',
  });
}
