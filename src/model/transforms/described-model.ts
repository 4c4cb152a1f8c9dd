import type { DescribedTensor } from '../manifest/described-tensor.js';

/** A model's side that a transform is held against: every tensor as the manifest describes it. */
export interface DescribedModel {
  /** Of the manifest, for errors. */
  url: string;
  inputs: readonly DescribedTensor[];
  outputs: readonly DescribedTensor[];
}
