import type { DType } from '../tensor.js';

/** An input or output of the model, and what its values mean. */
export interface DescribedTensor {
  /** As the model's signature names it, else the graph's node. */
  name: string;
  /** Of its elements. */
  dtype: DType;
  /** null: any size. Absent where even the number of dimensions is open. */
  shape?: readonly (number | null)[];
  /** For people: what it holds, its unit, its range. */
  meaning?: string;
  /** What the places of the last dimension stand for, or the values of class indices. */
  labels?: readonly string[];
}
