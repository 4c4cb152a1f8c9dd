import type { Digest } from '../digest.js';
import type { DescribedTensor } from './described-tensor.js';
import type { Transforms } from '../transforms/transforms.js';

/** The file that names a package, and the one that `loadModel` is told of. */
export const manifestFile = 'manifest.json';
/** Where a later release of the format has the manifest's signature: beside it, over its exact bytes. */
export const signatureFile = 'manifest.sig';
export const manifestFormat = 'edgewise-package';
/** Readers refuse a larger one: they would not know what they overlook. */
export const schemaVersion = 1;

/**
 * What a package says of itself: `manifest.json`. The page beside this file documents it, `manifest.schema.json` is its
 * JSON Schema. A reader ignores keys that it does not know.
 */
export interface ModelManifest {
  format: typeof manifestFormat;
  schemaVersion: typeof schemaVersion;
  name: string;
  /** Semantic version (semver.org) for people. */
  version: string;
  /** Rises with every release, for machines: 1, 2, 3, … */
  release: number;
  task: Task;
  description?: string;
  /** SPDX expression, or the name of the licence. */
  license?: string;
  /** Where the model comes from: a URL, or a sentence. */
  source?: string;
  /** After this time (ISO 8601, UTC) the package is no longer to be used. */
  expires?: string;
  /** Every file of the package but the manifest itself: model.json first, then weights, then the rest. */
  artifacts: readonly Artifact[];
  inputs: readonly DescribedTensor[];
  outputs: readonly DescribedTensor[];
  quantization: QuantizationSummary;
  evaluation?: EvaluationSummary;
  /** Golden examples: how closely a device has to repeat the answers in the artifact of the role `examples`. */
  examples?: { count: number; tolerance: number };
  /** From a picture, a record or a text to the inputs, and from the outputs to an answer. */
  transforms?: Transforms;
}

export const tasks = [
  'binary-classification',
  'classification',
  'regression',
  'detection',
  'key-points',
  'segmentation',
  'embedding',
  'other',
] as const;
export type Task = (typeof tasks)[number];

/**
 * - `model`: model.json, as stock TF.js reads it. One.
 * - `weights`: what it names.
 * - `examples`: inputs with the answers they have to get. None or one.
 * - `profile`: what the training data looked like, for monitoring. None or one.
 * - `tokenizer`: the `tokenizer.json` by which a declared transform takes texts apart. None or one.
 * - `document`: for people; not downloaded with the model.
 */
export type ArtifactRole = (typeof artifactRoles)[number];
export const artifactRoles = ['model', 'weights', 'examples', 'profile', 'tokenizer', 'document'] as const;

export interface Artifact {
  /** Beside the manifest: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. */
  file: string;
  role: ArtifactRole;
  bytes: number;
  sha256: Digest;
}

/** float32 is: not quantised. `int8` is one scale for each output channel; see the format's page. */
export type StoredScheme = (typeof storedSchemes)[number];
export const storedSchemes = ['float32', 'float16', 'uint16', 'uint8', 'int8'] as const;

export interface QuantizationSummary {
  /** Bytes of all weights, as float32 would take and as they are stored. */
  float32Bytes: number;
  storedBytes: number;
  /** Every weight of 1,024 elements and more. */
  tensors: readonly QuantizedTensor[];
}

export interface QuantizedTensor {
  name: string;
  scheme: StoredScheme;
  bytes: number;
  /** Root mean square of what storing changed, relative to that of the values; 0 where nothing was changed. */
  error: number;
}

export interface EvaluationSummary {
  /** For example `accuracy`, `auc`, `agreement: key points`. */
  metric: string;
  higherIsBetter: boolean;
  /** The source model's figure and the packed model's, over the same samples. */
  float32: number;
  packed: number;
  samples: number;
  /** What the samples are. */
  data?: string;
}
