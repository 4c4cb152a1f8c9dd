import type { ModelCard } from '../../model/manifest/card.js';
import type { Task } from '../../model/manifest/manifest.js';
import type { Transforms } from '../../model/transforms/transforms.js';
import type { AgreementKind } from '../evaluate/agreement/agreement.js';
import type { EvaluationModule } from '../evaluate/evaluation-module.js';
import type { ValueRange } from '../predict/picture-input.js';
import type { QuantizeScheme } from '../quantize/scheme.js';

/** What people say of a model, for its manifest; all of it may stand in one object, `describe`. */
export interface Description {
  /** Default: the name of the model's folder, or of its file where that is not `model.json`. */
  name?: string;
  /** Semantic version; default `1.0.0`. */
  version?: string;
  /** Default 1; with `force`, one more than that of the package that is replaced. */
  release?: number;
  /** Default: what metric or agreement let guess, else `other`. */
  task?: Task;
  description?: string;
  license?: string;
  source?: string;
  /** ISO 8601, UTC. */
  expires?: string;
  inputs?: Readonly<Record<string, Meaning>>;
  outputs?: Readonly<Record<string, Meaning>>;
  /** From a picture, a record or a text to the inputs, and from the outputs to an answer; held against the model. */
  transforms?: Transforms;
  card?: ModelCard;
}

/** Of an input or output. */
export interface Meaning {
  meaning?: string;
  labels?: readonly string[];
}

export interface PackOptions extends Omit<Description, 'inputs' | 'outputs' | 'transforms' | 'card'> {
  /** A folder with a model.json, or the path of a model.json of any name. */
  model: string;
  /** The package's folder. */
  out: string;
  /** A `Description`; what is given beside it goes before. */
  describe?: object;
  /** Default true. */
  optimize?: boolean;
  /** Default `keep`. */
  quantize?: QuantizeScheme | 'auto';
  /** The path of an evaluation module, or what one exports. */
  evaluate?: string | EvaluationModule;
  /** Points that may be lost; default 0.5. */
  maxLoss?: number;
  /** Files on which packed model and source have to agree, where there is no evaluation. */
  pictures?: readonly string[];
  /** What they have to agree in; default by the task. */
  agreement?: AgreementKind;
  /** The values that the model takes for black and white; default 0 to 255 for int32, 0 to 1 for float32. */
  range?: ValueRange;
  /** Pictures that become golden examples, and thus a part of the package. */
  examples?: readonly string[];
  /** Lets samples of the evaluation become golden examples, as they are. They can be read by whoever gets the package. */
  includeRows?: boolean;
  /** Packs a LayersModel unconverted. */
  keepLayers?: boolean;
  /** Replaces what is there. */
  force?: boolean;
  shardBytes?: number;
  /** The path of the `tokenizer.json` that a described transform of texts takes. */
  tokenizer?: string;
  /** Files of private keys, each of which signs the manifest. */
  sign?: readonly string[];
  /** Further files for people, by name. */
  documents?: ReadonlyMap<string, string>;
  /** @param total null while it is not known */
  onProgress?: (phase: PackPhase, done: number, total: number | null) => void;
  signal?: AbortSignal;
}

export const packPhases = [
  'read',
  'trace',
  'optimize',
  'compare',
  'quantize',
  'evaluate',
  'examples',
  'profile',
  'write',
  'verify',
] as const;
export type PackPhase = (typeof packPhases)[number];
