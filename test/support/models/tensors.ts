/** A dense tensor in row-major order, as the library's `TensorValue`; bool is one byte an element. */
export interface TestTensor {
  data: Float32Array | Int32Array | Uint8Array | string[];
  shape: readonly number[];
  dtype: 'float32' | 'int32' | 'bool' | 'string';
}

export type TestTensors = Record<string, TestTensor>;

export function float32(values: Float32Array | Iterable<number>, shape?: readonly number[]): TestTensor {
  // A copy of a typed array is a hundred times faster than a walk through it.
  const data = ArrayBuffer.isView(values) ? new Float32Array(values) : Float32Array.from(values);
  return shaped(data, 'float32', shape);
}

export function int32(values: Iterable<number>, shape?: readonly number[]): TestTensor {
  return shaped(Int32Array.from(values), 'int32', shape);
}

export function bool(values: readonly boolean[], shape?: readonly number[]): TestTensor {
  return shaped(Uint8Array.from(values, Number), 'bool', shape);
}

export function strings(values: readonly string[], shape?: readonly number[]): TestTensor {
  return shaped([...values], 'string', shape);
}

/** Without a shape, a vector. */
function shaped(data: TestTensor['data'], dtype: TestTensor['dtype'], shape: readonly number[] = [data.length]) {
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new Error(`${String(data.length)} values do not fill [${shape.join(', ')}]`);
  }
  return { data, shape, dtype };
}

/** The numbers of a tensor; throws for strings. */
export function numbers(tensor: TestTensor): readonly number[] {
  if (Array.isArray(tensor.data)) throw new Error('a string tensor has no numbers');
  return [...tensor.data];
}

/** An element that is known to be there. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no element ${String(index)} of ${String(list.length)}`);
  return value;
}
