import type { Digest, VerifiedBytes } from './digest.js';
import type { KeptChoice } from './kept-choice.js';
import type { ModelManifest } from './manifest/manifest.js';
import type { ModelKind } from './model-json.js';

export interface VerifiedFile {
  /** As model.json names it, relative to its folder. */
  path: string;
  bytes: VerifiedBytes;
}

/** What `store` hands to `runtime`: every byte checked, and how it came. */
export interface VerifiedModel {
  url: string;
  name: string;
  version: string | null;
  /** Names exactly these bytes: of a package, the digest of its manifest; else see `digestOfModel`. */
  digest: Digest;
  kind: ModelKind;
  /** What a package says of itself; null for a plain TF.js model. */
  manifest: ModelManifest | null;
  modelJson: VerifiedBytes;
  shards: readonly VerifiedFile[];
  /** The file of the package's golden examples; null where it has none. */
  examples: VerifiedBytes | null;
  /** The file of what its data looked like; null where the package has none. */
  profile: VerifiedBytes | null;
  /** The file by which texts become tokens; null where the package has none. */
  tokenizer: VerifiedBytes | null;
  origin: ModelOrigin;
  /** What an earlier start found out about it on this device. */
  kept: KeptChoice | null;
}

/** How the bytes came to be here. */
export interface ModelOrigin {
  bytes: number;
  downloadedBytes: number;
  fromCache: boolean;
  stored: boolean;
  /** Why it could not be kept. */
  reason?: string;
  /** What is not wrong, but worth knowing. */
  warnings: readonly string[];
}

/** The buffers of a model, to hand over instead of copying; files of the same bytes may share one. */
export function buffersOf({ modelJson, shards, examples, profile, tokenizer }: VerifiedModel): ArrayBuffer[] {
  const files = [modelJson, ...shards.map(({ bytes }) => bytes), examples, profile, tokenizer];
  return [...new Set<ArrayBuffer>(files.filter((file) => file !== null))];
}

export function copyOf(model: VerifiedModel): VerifiedModel {
  const copy = (bytes: VerifiedBytes) => bytes.slice(0) as VerifiedBytes;
  return {
    ...model,
    modelJson: copy(model.modelJson),
    shards: model.shards.map(({ path, bytes }) => ({ path, bytes: copy(bytes) })),
    examples: model.examples && copy(model.examples),
    profile: model.profile && copy(model.profile),
    tokenizer: model.tokenizer && copy(model.tokenizer),
  };
}
