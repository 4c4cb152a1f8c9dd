import type { Tensors } from '../../model/tensor.js';
import type { Placement } from '../../model/transforms/placement.js';
import type { Corners } from './to-given.js';

/** A box that the model answers, in pixels of what it looks at. */
export interface Candidate extends Corners {
  score: number;
  /** Of its label. */
  index: number;
}

/** Hands over each box whose score is at least this one, in the order in which the model answers them. */
export type ReadBoxes = (
  outputs: Tensors,
  placement: Placement | null,
  minimumScore: number,
  found: (candidate: Candidate) => void,
) => void;
