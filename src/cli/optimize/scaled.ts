import type { Weight } from '../graph/graph.js';
import { channelsAt, type Linear } from './linear.js';

/** A float32 weight with other values, to be stored by the scheme of the one it was made from. */
export function changed(from: Weight, values: ArrayLike<number>, shape = from.shape): Weight {
  return { shape, dtype: 'float32', values: Float32Array.from(values), ...(from.scheme && { scheme: from.scheme }) };
}

/** The filter with every channel of the result (`to`) or of the input (`from`) multiplied by its factor. */
export function scaledFilter(linear: Linear, side: 'to' | 'from', factors: readonly number[]): Weight {
  const values = linear.filter.values as Float32Array;
  return changed(
    linear.filter,
    values.map((value, place) => value * (factors[channelsAt(linear, place)[side]] ?? NaN)),
  );
}

/** What adding these offsets to the channels of the input adds to each channel of the result, where nothing is padded. */
export function offsetThrough(linear: Linear, offsets: readonly number[]): number[] {
  const sums = Array.from({ length: linear.channels }, () => 0);
  (linear.filter.values as Float32Array).forEach((value, place) => {
    const { to, from } = channelsAt(linear, place);
    sums[to] = (sums[to] ?? NaN) + value * (offsets[from] ?? NaN);
  });
  return sums;
}

export function isFinite(weight: Weight): boolean {
  return (weight.values as Float32Array).every(Number.isFinite);
}

/** A vector of float32. */
export function vector(values: ArrayLike<number>): Weight {
  return { shape: [values.length], dtype: 'float32', values: Float32Array.from(values) };
}
