import type { Tensors } from '../../../model/tensor.js';
import { placeOfLargest } from '../labels.js';
import { numberOutputs } from './numbers.js';

/** 1 where the same class gets most, else 0: of the first output with several numbers. */
export function sameTop(source: Tensors, packed: Tensors): number | undefined {
  const scores = numberOutputs(source).find(([, { data }]) => data.length > 1);
  if (!scores) return undefined;
  const [name, { data }] = scores;
  const other = packed[name]?.data;
  if (other === undefined || Array.isArray(other) || other.length !== data.length) return 0;
  return Number(placeOfLargest(data, 0, data.length) === placeOfLargest(other, 0, other.length));
}
