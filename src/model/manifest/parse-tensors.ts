import { invalid, overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import { dtypes } from '../tensor.js';
import { listAt, nameAt, objectsAt, oneOf, optional, textAt, textsAt, wrong, type Fields } from './fields.js';
import type { DescribedTensor } from './described-tensor.js';

/** The model's inputs, or its outputs: each name once. */
export function parseTensors(manifest: Fields, key: 'inputs' | 'outputs'): readonly DescribedTensor[] {
  const tensors = objectsAt(manifest, key).map(parseTensor);
  const names = new Set<string>();
  for (const [i, { name }] of tensors.entries()) {
    if (names.has(name)) throw invalid(manifest.url, `${key}[${i}].name`, `names "${name}" twice in ${key}.`);
    names.add(name);
  }
  return tensors;
}

function parseTensor(fields: Fields): DescribedTensor {
  const name = nameAt(fields, 'name');
  return {
    name,
    dtype: oneOf(fields, 'dtype', dtypes),
    ...optional(fields, 'shape', parseShape),
    ...optional(fields, 'meaning', textAt),
    ...optional(fields, 'labels', textsAt),
  };
}

function parseShape(fields: Fields, key: 'shape'): readonly (number | null)[] {
  const shape = listAt(fields, key);
  const isSize = (size: unknown) => size === null || (Number.isSafeInteger(size) && (size as number) >= 0);
  if (!shape.every(isSize)) throw wrong(fields, key, 'a list of whole numbers ≥ 0 and null');
  if (shape.length > limits.rank) throw overLimit(fields.url, 'rank', shape.length);
  return shape as (number | null)[];
}
