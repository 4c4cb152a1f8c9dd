import type { Digest } from '../digest.js';
import type { ModelCard } from './card.js';
import type { DescribedTensor } from './described-tensor.js';
import type { Transforms } from '../transforms/transforms.js';

/** The file that names a package, and the one that `loadModel` is told of. */
export const manifestFile = 'manifest.json';
/** Who signed it, where someone did: beside it, over its exact bytes. `signing.md` beside this file documents it. */
export const signatureFile = 'manifest.sig';
export const manifestFormat = 'edgewise-package';
/** Readers refuse a larger one: they would not know what they overlook. */
export const schemaVersion = 1;

/**
 * What a package says of itself: `manifest.json`. The page beside this file documents it, `manifest.schema.json` is its
 * JSON Schema. A reader ignores keys that it does not know.
 */
export interface ModelManifest {
  /** Tells a package's manifest from other files of that name. */
  format: 'edgewise-package';
  /** Of the format. Readers refuse another. */
  schemaVersion: 1;
  /** Of the model, for people. */
  name: string;
  /** Semantic version (semver.org) for people. */
  version: string;
  /** Rises with every release, for machines: 1, 2, 3, … */
  release: number;
  /** What the model does. */
  task: Task;
  /** What it does, in words. */
  description?: string;
  /** SPDX expression, or the name of the licence. */
  license?: string;
  /** Where the model comes from: a URL, or a sentence. */
  source?: string;
  /** After this time (ISO 8601, UTC) the package is no longer to be used. */
  expires?: string;
  /** Every file of the package but the manifest itself: model.json first, then weights, then the rest. */
  artifacts: readonly Artifact[];
  /** What the model computes from. */
  inputs: readonly DescribedTensor[];
  /** What it computes: one output at least. */
  outputs: readonly DescribedTensor[];
  /** How the weights are stored. */
  quantization: QuantizationSummary;
  /** What packing cost, measured. */
  evaluation?: EvaluationSummary;
  /** Golden examples, which stand in the artifact of the role `examples`. */
  examples?: {
    /** How many there are. */
    count: number;
    /** How far an answer of a device may be off theirs, relative to the scale of each output. */
    tolerance: number;
  };
  /** From a picture, a record or a text to the inputs, and from the outputs to an answer. */
  transforms?: Transforms;
  /** What a person should know before using the model. */
  card?: ModelCard;
}

/** What a model does. */
export type Task =
  | 'binary-classification'
  | 'classification'
  | 'regression'
  | 'detection'
  | 'key-points'
  | 'segmentation'
  | 'embedding'
  | 'other';
export const tasks: readonly Task[] = [
  'binary-classification',
  'classification',
  'regression',
  'detection',
  'key-points',
  'segmentation',
  'embedding',
  'other',
];

/**
 * - `model`: model.json, as stock TF.js reads it. One.
 * - `weights`: what it names.
 * - `examples`: inputs with the answers they have to get. None or one.
 * - `profile`: what the training data looked like, for monitoring. None or one.
 * - `tokenizer`: the `tokenizer.json` by which a declared transform takes texts apart. None or one.
 * - `document`: for people; not downloaded with the model.
 */
export type ArtifactRole = 'model' | 'weights' | 'examples' | 'profile' | 'tokenizer' | 'document';
export const artifactRoles: readonly ArtifactRole[] = [
  'model',
  'weights',
  'examples',
  'profile',
  'tokenizer',
  'document',
];

/** A file of a package. */
export interface Artifact {
  /** Beside the manifest: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}`. */
  file: string;
  /** What it is for. */
  role: ArtifactRole;
  /** Its length. */
  bytes: number;
  /** SHA-256 of its bytes, 64 lower-case hexadecimal digits. */
  sha256: Digest;
}

/** float32 is: not quantised. `int8` is one scale for each output channel; see the format's page. */
export type StoredScheme = 'float32' | 'float16' | 'uint16' | 'uint8' | 'int8';
export const storedSchemes: readonly StoredScheme[] = ['float32', 'float16', 'uint16', 'uint8', 'int8'];

/** How the weights of a package are stored. */
export interface QuantizationSummary {
  /** Bytes that all weights would take as float32. */
  float32Bytes: number;
  /** Bytes that they take as stored. */
  storedBytes: number;
  /** Every weight of 1,024 elements and more. */
  tensors: readonly QuantizedTensor[];
}

/** How one weight is stored. */
export interface QuantizedTensor {
  /** As model.json has it. */
  name: string;
  /** What its numbers became. */
  scheme: StoredScheme;
  /** As stored. */
  bytes: number;
  /** Root mean square of what storing changed, relative to that of the values; 0 where nothing was changed. */
  error: number;
}

/** What packing cost: one figure of the source model and of the packed one, over the same samples. */
export interface EvaluationSummary {
  /** For example `accuracy`, `auc`, `agreement: key points`. */
  metric: string;
  /** False for errors and losses. */
  higherIsBetter: boolean;
  /** The source model's figure. */
  float32: number;
  /** The packed model's. */
  packed: number;
  /** How many samples it was measured on. */
  samples: number;
  /** What the samples are. */
  data?: string;
}
