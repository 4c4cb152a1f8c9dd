/** The element types that cross the public interface, as TF.js names them. */
export type DType = 'float32' | 'int32' | 'bool' | 'string';
export const dtypes: readonly DType[] = ['float32', 'int32', 'bool', 'string'];

/** A named input or output of a model. */
export interface TensorSpec {
  /** As the model's signature names it, else the graph's node. */
  name: string;
  /** Of its elements. */
  dtype: DType;
  /** Sizes of its dimensions, the batch first where there is one; null: any size. */
  shape: readonly (number | null)[];
  /** True where the model leaves even the number of dimensions open; `shape` is then empty. */
  anyRank?: true;
  /** True where the model has a default and the input may be left out. */
  optional?: true;
  /** What it holds, as the model's package says. */
  meaning?: string;
  /** What the places of the last dimension stand for, or the values of class indices, as the model's package says. */
  labels?: readonly string[];
}

/** Dense values in row-major order. bool is one byte (0 or 1) an element. */
export interface TensorValue {
  /** As many elements as `shape` says: Float32Array, Int32Array, Uint8Array (bool) or texts, by `dtype`. */
  data: Float32Array | Int32Array | Uint8Array | string[];
  /** Sizes of its dimensions; `[]` is a single number. */
  shape: readonly number[];
  /** Of its elements. */
  dtype: DType;
}

/**
 * A typed or plain array alone takes the input's shape, with one free dimension inferred from the
 * length (784 numbers for [null, 28, 28, 1] are one digit).
 */
export type TensorLike =
  | TensorValue
  | {
      /** Numbers (of bool 0 and 1), or texts, in row-major order. */
      data: ArrayLike<number> | string[];
      /** Default: the input's, with one free dimension inferred from the length. */
      shape?: readonly number[];
      /** Default: the input's. */
      dtype?: DType;
    }
  | ArrayLike<number>;

export type Tensors = Record<string, TensorValue>;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `[null, 28, 28, 1]` as a person writes it: `[any, 28, 28, 1]`. */
export function formatShape(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'any').join(', ')}]`;
}

/** An array of `length` zeros (empty strings, falses) of this dtype. */
export function emptyData(dtype: DType, length: number): TensorValue['data'] {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
    case 'string':
      return new Array<string>(length).fill('');
  }
}
