import type { TestTensors } from './tensors.js';

/** The files of a model by their path relative to its folder, 'model.json' first. */
export type ModelFiles = Map<string, Uint8Array<ArrayBuffer>>;

/** A model that works, one input for it, and the answer known beforehand. */
export interface TestModel {
  name: string;
  kind: 'graph' | 'layers';
  files: ModelFiles;
  inputs: TestTensors;
  /** In the order of the model's signature. */
  expected: TestTensors;
  /** Largest difference of a float output, relative to max(1, |expected|); default `defaultTolerance`. */
  tolerance?: number;
  /** TF.js computes it by `executeAsync` only. */
  asynchronous?: true;
  /** Ops for which a backend has no kernel, sorted; there the model is refused, elsewhere it runs. */
  lacking?: Partial<Record<'wasm' | 'webgl', readonly string[]>>;
}

export const defaultTolerance = 1e-5;

/** A model, or what stands in its place, that cannot be loaded, and the error code to expect. */
export interface FaultyModel {
  name: string;
  files: ModelFiles;
  code: 'invalid-model' | 'limit' | 'integrity' | 'unsupported-op';
  /** What the message must mention, so that the reader finds the place. */
  mentions?: readonly string[];
  /** All ops or layers that are to be named, sorted. */
  ops?: readonly string[];
}
