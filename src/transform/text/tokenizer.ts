import { Tokenizer } from '@huggingface/tokenizers';
import { EdgewiseError, messageOf } from '../../errors.js';
import { parseJsonObject } from '../../model/json.js';
import type { TokenizerTransform } from '../../model/transforms/text.js';
import { checkTokenizerFile } from './tokenizer-file.js';

/** The tokens of a text, special ones among them: their ids, and the kind of each. */
export interface Tokens {
  ids: readonly number[];
  types: readonly number[];
}

const file = 'tokenizer.json';

/**
 * Opens a `tokenizer.json`. What it says of cutting and filling up is not looked at: the transform says it.
 *
 * @param bytes the package's file of the role `tokenizer`; null where it has none
 * @throws EdgewiseError `invalid-model` for a file that is missing, broken or of parts that are not known
 */
export function openTokenizer(
  bytes: ArrayBuffer | null,
  { length, padding }: Pick<TokenizerTransform, 'length' | 'padding'>,
): (text: string) => Tokens {
  if (!bytes) throw refused(`There is no file of the role tokenizer`);
  const json = checkTokenizerFile(parseJsonObject(bytes, file), file);
  const library = opened(json);
  const idOf = (token: string) => library.token_to_id(token) ?? library.model?.unk_token_id;
  const complete = (tokens: string[]): Tokens => {
    // A text's own tokens are cut before the special ones come to them, or those at the end would be lost.
    const { tokens: all, token_type_ids: types } = library.post_processor?.(tokens, null, true) ?? { tokens };
    return { ids: all.map((token) => idOf(token) ?? NaN), types: types ?? all.map(() => 0) };
  };
  const special = complete([]).ids;
  if (!special.every(Number.isInteger))
    throw refused(`${file} puts special tokens around a text that are not in its vocabulary`);
  if (special.length >= length) throw refused(`Of ${length} tokens, ${special.length} are special: no text fits`);
  if (padding !== undefined && library.id_to_token(padding) === undefined) {
    throw refused(`The token ${padding}, with which texts are filled up, is not in ${file}`);
  }
  return (text) => complete(library.tokenize(text).slice(0, length - special.length));
}

function opened(json: object): Tokenizer {
  try {
    return new Tokenizer(json, {});
  } catch (error) {
    throw refused(`${file} cannot be opened (${messageOf(error)})`, error);
  }
}

function refused(what: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError(
    'invalid-model',
    `${what}. Pack the model with the tokenizer that it was trained with.`,
    { file, field: 'transforms.input' },
    cause,
  );
}
