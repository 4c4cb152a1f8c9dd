import { histogramOf } from '../../model/profile/histogram.js';
import { mulberry32 } from '../../model/random.js';
import { emptyData, type Tensors } from '../../model/tensor.js';
import type { Samples } from '../evaluate/samples.js';

/** Numbers of an input; beyond them, their order in it is rather space or time. */
const mostColumns = 4096;
const mostSamples = 10_000;

/**
 * Inputs that nobody had: each number of each input is drawn by itself, from how often the samples have which values
 * there. What belongs together in a sample is not kept together. Undefined where inputs are no lists of numbers.
 */
export async function syntheticRows(samples: Samples, count: number, seed = 1): Promise<Tensors[] | undefined> {
  const columns = new Map<string, number[][]>();
  let template: Tensors | undefined;
  let seen = 0;
  for await (const { inputs } of samples.each()) {
    template ??= inputs;
    for (const [name, { data, shape }] of Object.entries(inputs)) {
      if (Array.isArray(data) || shape.length !== 2 || shape[0] !== 1 || data.length > mostColumns) return undefined;
      const own = columns.get(name) ?? Array.from(data, () => []);
      columns.set(name, own);
      data.forEach((value, column) => own[column]?.push(value));
    }
    if (++seen === mostSamples) break;
  }
  if (!template) return undefined;
  const random = mulberry32(seed);
  const drawers = new Map([...columns].map(([name, own]) => [name, own.map((values) => drawer(values, random))]));
  const entries = Object.entries(template);
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      entries.map(([name, { shape, dtype }]) => {
        const numbers = (drawers.get(name) ?? []).map((draw) => draw());
        const data = emptyData(dtype, numbers.length) as Float32Array;
        // Whole numbers stay within what was seen: they may be places in a table.
        data.set(dtype === 'float32' ? numbers.map((value) => Number(value.toFixed(3))) : numbers.map(Math.floor));
        return [name, { data, shape, dtype }];
      }),
    ),
  );
}

function drawer(values: readonly number[], random: () => number): () => number {
  const finite = Float64Array.from(values.filter(Number.isFinite));
  if (finite.length === 0) return () => 0;
  const { edges, counts } = histogramOf(finite);
  const largest = finite.reduce((best, value) => Math.max(best, value), -Infinity);
  return () => {
    let left = random() * finite.length;
    const bin = counts.findIndex((count) => (left -= count) < 0);
    const at = Math.max(0, bin);
    const [low, high] = [edges[at] ?? 0, edges[at + 1] ?? 0];
    return Math.min(largest, low + random() * (high - low));
  };
}
