import { EdgewiseError } from '../errors.js';
import { emptyData, formatShape, sizeOf, type Tensors, type TensorValue } from './tensor.js';

/** Joins prepared inputs along the first dimension. Answers how many rows each of them brought. */
export function stack(samples: readonly Tensors[]): { inputs: Tensors; rows: number[] } {
  const [first] = samples;
  if (!first) return { inputs: {}, rows: [] };
  const inputs = Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      join(
        name,
        samples.map((sample) => sample[name]),
      ),
    ]),
  );
  const rows = samples.map((sample) => Object.values(sample)[0]?.shape[0] ?? 1);
  return { inputs, rows };
}

function join(name: string, parts: readonly (TensorValue | undefined)[]): TensorValue {
  const [head] = parts;
  const values = parts.filter((part) => part !== undefined);
  const rest = head?.shape.slice(1) ?? [];
  const odd = values.find(({ shape }) => formatShape(shape.slice(1)) !== formatShape(rest));
  if (!head || odd || values.length < parts.length) {
    throw new EdgewiseError(
      'input',
      `The input "${name}" has different shapes in one batch: ${formatShape(head?.shape ?? [])} and ` +
        `${formatShape(odd?.shape ?? [])}. Leave batchSize out, or bring them to one shape.`,
      { input: name, expected: head?.shape, actual: odd?.shape },
    );
  }
  const rows = values.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const shape = [rows, ...rest];
  if (Array.isArray(head.data)) {
    return { dtype: head.dtype, shape, data: values.flatMap(({ data }) => data as string[]) };
  }
  const data = emptyData(head.dtype, sizeOf(shape)) as Float32Array;
  let offset = 0;
  for (const value of values) {
    data.set(value.data as Float32Array, offset);
    offset += value.data.length;
  }
  return { dtype: head.dtype, shape, data };
}

/** Cuts outputs back into those of each sample. */
export function unstack(outputs: Tensors, rows: readonly number[]): Tensors[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  for (const [name, { shape }] of Object.entries(outputs)) {
    if (shape[0] === total) continue;
    throw new EdgewiseError(
      'input',
      `The output "${name}" of this model has the shape ${formatShape(shape)} for a batch of ${total}: it ` +
        `does not keep the batch apart. Leave batchSize out.`,
      { output: name, expected: total, actual: shape },
    );
  }
  let start = 0;
  return rows.map((count) => {
    const end = start + count;
    const part = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, cut(value, start, end)]));
    start = end;
    return part;
  });
}

function cut({ data, shape, dtype }: TensorValue, start: number, end: number): TensorValue {
  const rest = shape.slice(1);
  const row = sizeOf(rest);
  return { dtype, shape: [end - start, ...rest], data: data.slice(start * row, end * row) };
}
