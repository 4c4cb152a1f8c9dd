import type { Digest, VerifiedBytes } from '../model/digest.js';
import type { ModelManifest } from '../model/manifest/manifest.js';
import type { VerifiedFile } from '../model/verified-model.js';
import type { ModelRecord } from './record.js';

/** A model that came from the network, whole and checked; it is not in the store yet. */
export interface ArrivedModel {
  facts: Pick<ModelRecord, 'name' | 'version' | 'digest' | 'kind' | 'package' | 'expectedBytes'>;
  manifest: ModelManifest | null;
  /** What the model's URL names first, then the others. */
  files: readonly ArrivedFile[];
  /** What of them the store had, by digest. */
  reused: ReadonlyMap<Digest, VerifiedBytes>;
  warnings: readonly string[];
}

export interface ArrivedFile extends VerifiedFile {
  sha256: Digest;
}
