import type { Tensors } from '../model/tensor.js';
import type { Placement } from '../model/transforms/placement.js';

/** A model's input, and what is needed to tell its answer in the terms of what was given. */
export interface Prepared {
  inputs: Tensors;
  /** Of a picture, one that was given as a tensor as well. */
  placement: Placement | null;
}
