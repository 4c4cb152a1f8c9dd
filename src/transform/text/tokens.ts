import { EdgewiseError } from '../../errors.js';
import { emptyData, type Tensors, type TensorSpec, type TensorValue } from '../../model/tensor.js';
import type { TokenizerTransform } from '../../model/transforms/text.js';
import { soleInput } from '../sole-input.js';
import { boundedMarks } from './bounded-marks.js';
import { openTokenizer } from './tokenizer.js';

/**
 * From a text to its tokens' ids, and to what goes with them: `[1, tokens]` each.
 *
 * @throws EdgewiseError `input` for a text without tokens, where none are filled up
 */
export function tokenPreparer(
  transform: TokenizerTransform,
  specs: readonly TensorSpec[],
  file: ArrayBuffer | null,
): (text: string) => Tensors {
  const { input, attentionMask, tokenTypes, longestText, length, padding } = transform;
  const names = [input, attentionMask, tokenTypes].filter((name) => name !== undefined);
  // Each beside what the model takes that is not made here.
  const others = specs.filter(({ name }) => !names.includes(name));
  const specOf = new Map(
    names.map((name) => [name, soleInput(name, [...specs.filter((spec) => spec.name === name), ...others])]),
  );
  const tokenize = openTokenizer(file, transform);

  return (text) => {
    const { ids, types } = tokenize(boundedMarks(text.slice(0, longestText)));
    const size = padding === undefined ? ids.length : length;
    if (size === 0) throw noTokens(text);
    const row = (name: string, values: readonly number[], rest = 0): [string, TensorValue] => {
      const dtype = specOf.get(name)?.dtype ?? 'int32';
      const data = emptyData(dtype, size) as Int32Array;
      data.set(values);
      data.fill(rest, values.length);
      return [name, { dtype, shape: [1, size], data }];
    };
    return Object.fromEntries([
      row(input, ids, padding),
      ...(attentionMask === undefined ? [] : [row(attentionMask, new Array<number>(ids.length).fill(1))]),
      ...(tokenTypes === undefined ? [] : [row(tokenTypes, types)]),
    ]);
  };
}

function noTokens(text: string): EdgewiseError {
  const what = text === '' ? 'is empty' : 'has no tokens that the model knows';
  return new EdgewiseError(
    'input',
    `The text ${what}, and this model takes one token at least. Give a text with words.`,
    {
      value: text.slice(0, 100),
      expected: 'a text with words',
    },
  );
}
