import { invalid } from '../../model/invalid.js';
import { isObject, type JsonObject } from '../../model/json.js';

/**
 * The parts of a tokenizer whose tokens are those of the tokenizer that models are trained with, text for text. Others
 * (as the pre-tokenizers Whitespace, Punctuation and Digits) part some words elsewhere here than there, which no one
 * would notice but by worse answers.
 */
const known = {
  normalizer: [
    ...['BertNormalizer', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Strip', 'Replace', 'Prepend'],
    'Sequence',
  ],
  pre_tokenizer: ['BertPreTokenizer', 'ByteLevel', 'Metaspace', 'WhitespaceSplit', 'Split', 'Sequence'],
  post_processor: ['BertProcessing', 'RobertaProcessing', 'TemplateProcessing', 'ByteLevel', 'Sequence'],
} as const;

/** Where the parts of a sequence stand. */
const partsOf = { normalizer: 'normalizers', pre_tokenizer: 'pretokenizers', post_processor: 'processors' } as const;

type Place = keyof typeof known;

/**
 * Holds a `tokenizer.json` to what can be computed.
 *
 * @returns what the library takes: with every part, null where there is none, and the model's type
 * @throws EdgewiseError `invalid-model` with the field
 */
export function checkTokenizerFile(json: JsonObject, url: string): JsonObject {
  for (const place of Object.keys(known) as Place[]) checkPart(json[place] ?? null, place, place, url);
  const { added_tokens: added = [], normalizer = null, pre_tokenizer = null, post_processor = null } = json;
  if (!Array.isArray(added)) throw invalid(url, 'added_tokens', 'has added_tokens that are no list.');
  return {
    added_tokens: added,
    normalizer,
    pre_tokenizer,
    post_processor,
    decoder: null,
    model: checkModel(json, url),
  };
}

function checkPart(part: unknown, place: Place, field: string, url: string): void {
  if (part === null) return;
  const type = isObject(part) ? part['type'] : undefined;
  const types: readonly unknown[] = known[place];
  if (!isObject(part) || !types.includes(type)) {
    const what = `has a ${field} of the type ${JSON.stringify(type) ?? 'undefined'}`;
    throw invalid(url, field, `${what}; this Edgewise knows ${types.join(', ')}.`, { value: type, expected: types });
  }
  if (type === 'Split' && (part['invert'] === true || part['behavior'] !== 'Isolated')) {
    throw invalid(
      url,
      field,
      `has a ${field} that splits otherwise than "Isolated", which this Edgewise does not know.`,
    );
  }
  if (type !== 'Sequence') return;
  const key = partsOf[place];
  const parts = part[key];
  if (!Array.isArray(parts)) throw invalid(url, `${field}.${key}`, `has no list ${field}.${key}.`);
  for (const [i, each] of parts.entries()) checkPart(each, place, `${field}.${key}[${i}]`, url);
}

/** Older files leave the type out. */
function checkModel({ model }: JsonObject, url: string): JsonObject {
  if (!isObject(model)) throw invalid(url, 'model', 'has no model: it is no tokenizer.json.');
  const { type = Array.isArray(model['merges']) ? 'BPE' : 'WordPiece', vocab, unk_token: unknown } = model;
  const wrong = (field: string, what: string) => invalid(url, `model.${field}`, `has a model.${field} that ${what}.`);
  if (type !== 'WordPiece' && type !== 'BPE') throw wrong('type', `is ${JSON.stringify(type)}, not WordPiece or BPE`);
  if (!isObject(vocab) || !Object.values(vocab).every((id) => Number.isSafeInteger(id) && (id as number) >= 0)) {
    throw wrong('vocab', 'is no object of whole numbers');
  }
  const names = typeof unknown === 'string' && Object.hasOwn(vocab, unknown);
  if (!names && (type === 'WordPiece' || (unknown ?? null) !== null)) throw wrong('unk_token', 'is not in its vocab');
  if (type === 'BPE' && !Array.isArray(model['merges'])) throw wrong('merges', 'is no list');
  if (type === 'BPE' && (model['continuing_subword_prefix'] ?? '') !== '') {
    throw wrong('continuing_subword_prefix', 'this Edgewise does not know for BPE');
  }
  return { ...model, type };
}
