import { EdgewiseError } from '../../errors.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { TextTransform } from '../../model/transforms/text.js';
import { soleInput } from '../sole-input.js';
import { count, weigh, type Counts } from './hashing.js';
import { readable, wordsIn } from './words.js';

/**
 * From a text to the model's input. Any string is a text: an empty one, one of megabytes (of which `longestText` is
 * read), one with halves of surrogate pairs.
 *
 * @throws EdgewiseError `input` for what is no string
 */
export function textPreparer(transform: TextTransform, specs: readonly TensorSpec[]): (text: string) => Tensors {
  const tensors = hashedTensors(transform, specs);
  return (text) => {
    checkText(text);
    return tensors(count(wordsIn(readable(text, transform), transform), transform));
  };
}

/** From what counts of a text to a batch of one. */
export function hashedTensors(transform: TextTransform, specs: readonly TensorSpec[]): (counts: Counts) => Tensors {
  const { input, buckets } = transform;
  const shape = soleInput(input, specs).shape.map((size) => size ?? 1);
  return (counts) => {
    const data = new Float32Array(buckets);
    weigh(counts, transform, data);
    return { [input]: { dtype: 'float32', shape, data } };
  };
}

/** JavaScript callers pass what they like. */
export function checkText(text: unknown): asserts text is string {
  if (typeof text === 'string') return;
  const received = text === null ? 'null' : typeof text;
  throw new EdgewiseError('input', `This model takes a text, and ${received} came. Give a string.`, {
    received,
    expected: 'text',
  });
}
