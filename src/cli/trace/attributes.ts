import type { Attribute } from '../graph/graph.js';

/** TensorFlow's names of the dtypes that TF.js computes with. */
export const dataTypes: Readonly<Record<string, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
};

/** Attributes of nodes as protobuf writes them in JSON: 64-bit integers are strings, byte strings are base64. */
export const attribute = {
  type: (dtype: string): Attribute => ({ type: dataTypes[dtype] ?? 'DT_FLOAT' }),
  int: (value: number): Attribute => ({ i: String(value) }),
  float: (value: number): Attribute => ({ f: value }),
  bool: (value: boolean): Attribute => ({ b: value }),
  text: (value: string): Attribute => ({ s: Buffer.from(value).toString('base64') }),
  ints: (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } }),
  /** null for a dimension that may have any size. */
  shape: (shape: readonly (number | null)[]): Attribute => ({ shape: tensorShape(shape) }),
  tensor: (dtype: string, shape: readonly number[]): Attribute => ({
    tensor: { dtype: dataTypes[dtype] ?? 'DT_FLOAT', tensorShape: tensorShape(shape) },
  }),
};

function tensorShape(shape: readonly (number | null)[]) {
  // protobuf leaves an empty list out.
  return shape.length === 0 ? {} : { dim: shape.map((size) => ({ size: String(size ?? -1) })) };
}
