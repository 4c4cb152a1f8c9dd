import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorSpec } from '../model/tensor.js';

/** A model of TF.js of either kind, with weights uploaded, as a session needs it. */
export interface OpenModel {
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  /** Answers the outputs in their order; what it made besides is gone. */
  execute(inputs: Record<string, Tensor>): Promise<Tensor[]> | Tensor[];
  /** Ids of the tensors that live as long as the model, even where they are an output. */
  weightIds: ReadonlySet<number>;
  dispose(): void;
}
