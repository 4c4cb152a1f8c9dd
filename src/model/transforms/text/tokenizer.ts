import { countAt, nameAt, optional, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { countUpTo } from './count-up-to.js';
import { textInput, unfitText } from './text-input.js';

/** The tokens of a text, as the package's file of the role `tokenizer` makes them: a `tokenizer.json`. */
export interface TokenizerTransform {
  kind: 'text';
  method: 'tokenizer';
  /** The input that takes the tokens' ids: `[1, tokens]`, int32 or float32, as the two below. */
  input: string;
  /** The input that takes 1 for each token and 0 for padding. */
  attentionMask?: string;
  /** The input that takes the kind of each token; of one text alone mostly 0. */
  tokenTypes?: string;
  /** Only so many characters of a text are read (UTF-16 code units), however long it is. */
  longestText: number;
  /** So many tokens at most, special ones among them; those of a longer text are cut off at its end. */
  length: number;
  /** The id of the token with which shorter texts are filled up to `length`. Left out: the model takes any length. */
  padding?: number;
}

/** So much becomes tokens in a fraction of a second. */
const longestTextOfAll = 20_000;
const longestLength = 8192;

export function parseTokenizer(fields: Fields): TokenizerTransform {
  return {
    kind: 'text',
    method: 'tokenizer',
    input: nameAt(fields, 'input'),
    ...optional(fields, 'attentionMask', nameAt),
    ...optional(fields, 'tokenTypes', nameAt),
    longestText: countUpTo(longestTextOfAll)(fields, 'longestText'),
    length: countUpTo(longestLength)(fields, 'length'),
    ...optional(fields, 'padding', (at, key) => countAt(at, key)),
  };
}

/** Each input that it makes takes as many tokens as there will be. */
export function checkTokenizer(transform: TokenizerTransform, model: DescribedModel): void {
  const { length, padding } = transform;
  for (const field of ['input', 'attentionMask', 'tokenTypes'] as const) {
    const name = transform[field];
    if (name === undefined) continue;
    const { dtype, shape } = textInput(field, name, model);
    const [batch, tokens, more] = shape ?? [];
    const fits = tokens === null || (padding !== undefined && tokens === length);
    if (
      ['int32', 'float32'].includes(dtype) &&
      batch !== undefined &&
      (batch ?? 1) === 1 &&
      fits &&
      more === undefined
    ) {
      continue;
    }
    const needed = `int32 or float32 of [null, ${padding === undefined ? 'null' : length}] for its tokens`;
    throw unfitText(field, { name, dtype, shape }, needed, model);
  }
}
