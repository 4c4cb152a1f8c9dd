import { realpath } from 'node:fs/promises';
import type { ModelManifest } from '../../model/manifest/manifest.js';
import { readPackage } from '../package/read-package.js';
import { readPackageSigning, type JudgedSignature } from '../signing/package-signing.js';
import { isPackage } from './is-package.js';
import { readSourceModel } from './read-source-model.js';
import type { SourceModel } from './source-model.js';

/** A model that a person named, and what its package says of it. */
export interface GivenModel {
  source: SourceModel;
  manifest?: ModelManifest;
  /** Of a package whose transform needs one. */
  tokenizer: ArrayBuffer | null;
  /** Who signed that package, valid or not; null for a `manifest.sig` that is damaged. */
  signatures?: readonly JudgedSignature[] | null;
}

/**
 * Reads a package, every byte of it verified, or a plain model.
 *
 * @throws EdgewiseError as `readPackage` and `readSourceModel` do
 */
export async function readGiven(given: string, warn: (warning: string) => void): Promise<GivenModel> {
  if (!(await isPackage(given))) return { source: await readSourceModel(given, warn), tokenizer: null };
  const { folder, manifest, manifestBytes, model, tokenizer } = await readPackage(given);
  const signing = await readPackageSigning(folder, manifestBytes);
  const signatures = signing ? signing.signatures : [];
  return { source: { folder: await realpath(folder), ...model }, manifest, signatures, tokenizer };
}
