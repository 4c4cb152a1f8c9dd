import { relativeDifference } from '../compare.js';
import { emptyData, type Tensors, type TensorValue } from '../tensor.js';

/** An output as it was recorded. Of a large one `data` holds only each so-manieth value, beginning with the first. */
export type Recorded = TensorValue & { every?: number };

/** So many values of an output are recorded at most: enough to tell a right answer from a wrong one. */
const enough = 4096;

export function record(value: TensorValue): Recorded {
  const every = Math.ceil(value.data.length / enough);
  return every > 1 ? { ...value, data: each(value, every), every } : value;
}

/** How far an answer is off what was recorded, relative to the scale of each output; see `relativeDifference`. */
export function differenceFrom(recorded: Readonly<Record<string, Recorded>>, answer: Tensors): number {
  const looked = Object.entries(recorded).flatMap(([name, { every = 1 }]) => {
    const value = answer[name];
    return value ? [[name, every > 1 ? { ...value, data: each(value, every) } : value] as const] : [];
  });
  return relativeDifference(recorded, Object.fromEntries(looked));
}

function each({ data, dtype }: TensorValue, every: number): TensorValue['data'] {
  const length = Math.ceil(data.length / every);
  if (Array.isArray(data)) return Array.from({ length }, (_, i) => data[i * every] ?? '');
  const chosen = emptyData(dtype, length) as Float32Array;
  for (let i = 0; i < length; i++) chosen[i] = data[i * every] ?? 0;
  return chosen;
}
