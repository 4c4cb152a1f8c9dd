import { oneOf, type Fields } from '../manifest/fields.js';
import type { DescribedModel } from './described-model.js';
import { checkHashing, parseHashing, type HashingTransform } from './text/hashing.js';
import { checkTokenizer, parseTokenizer, type TokenizerTransform } from './text/tokenizer.js';

export type { HashingTransform } from './text/hashing.js';
export type { TokenizerTransform } from './text/tokenizer.js';

/** From a text to the model's input: by counting into buckets, or as a row of tokens. */
export type TextTransform = HashingTransform | TokenizerTransform;

const methods = ['hashing', 'tokenizer'] as const;

export function parseTextTransform(fields: Fields): TextTransform {
  return oneOf(fields, 'method', methods) === 'hashing' ? parseHashing(fields) : parseTokenizer(fields);
}

export function checkTextTransform(transform: TextTransform, model: DescribedModel): void {
  if (transform.method === 'hashing') checkHashing(transform, model);
  else checkTokenizer(transform, model);
}
