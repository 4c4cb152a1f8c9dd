import type { DType } from '../../model/tensor.js';
import type { WeightValues } from '../graph/graph.js';
import type { LayerPlace } from './layer-places.js';

/** What one run of a model computed, as far as it hangs on the model's inputs. */
export interface Recording {
  /** By the model's inputs, in their order. */
  readonly inputs: readonly TensorFacts[];
  /** In the order in which they were made. */
  readonly calls: readonly Call[];
  /** By the model's outputs, in their order. */
  readonly outputs: readonly Operand[];
  /** Layers that looked at values which hang on the inputs, outside of any kernel. */
  readonly readers: readonly LayerPlace[];
}

export interface TensorFacts {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A call of one of TF.js's kernels. */
export interface Call {
  readonly layer: LayerPlace;
  readonly kernel: string;
  /** By the kernel's own names; by place where it takes a list. */
  readonly inputs: ReadonlyMap<string, Operand>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TensorFacts[];
}

/** A tensor, and where it comes from. */
export interface Operand extends TensorFacts {
  readonly from: Origin;
}

export type Origin =
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'call'; readonly call: number; readonly output: number }
  | { readonly kind: 'constant'; readonly constant: Constant };

/** A tensor that hangs on no input. The same one for the same values of the same weight. */
export interface Constant {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly values: Exclude<WeightValues, readonly string[]>;
  /** The weight of the model that it was made from. */
  readonly weight?: WeightOrigin;
}

export interface WeightOrigin {
  readonly name: string;
  /** True where the values are the weight's own in the same order, whatever the shape. */
  readonly unchanged: boolean;
}
