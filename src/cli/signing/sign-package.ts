import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { signatureFile, type ModelManifest } from '../../model/manifest/manifest.js';
import type { PublicKey } from '../../model/manifest/signing/public-key.js';
import { diskError } from '../package/disk-error.js';
import { readPackage } from '../package/read-package.js';
import { verifyContent } from '../package/verify-package.js';
import { readSigningKey } from './key-file.js';
import { readPackageSigning } from './package-signing.js';
import { makeSigningFile } from './sign-manifest.js';
import { verifySigning } from './verify-signing.js';

export interface SignReport {
  manifest: ModelManifest;
  /** Everyone whose signature the package has now. */
  signedBy: readonly PublicKey[];
  /** Whose signature did not hold any more. */
  dropped: readonly PublicKey[];
}

/**
 * Adds signatures to a package that was verified first: nobody signs what no browser would take.
 *
 * @param files of the private keys
 * @throws EdgewiseError `input` for the keys, as `verifyPackage` for the package, `storage` for the disk
 */
export async function signPackage(given: string, files: readonly string[]): Promise<SignReport> {
  const keys = await Promise.all(files.map(readSigningKey));
  const read = await readPackage(given);
  await verifyContent(read, given);
  const { folder, manifest, manifestBytes } = read;
  const before = (await readPackageSigning(folder, manifestBytes))?.signatures ?? [];
  const bytes = await makeSigningFile(
    manifestBytes,
    keys,
    before.filter(({ valid }) => valid),
  );
  await replace(path.join(folder, signatureFile), new Uint8Array(bytes));
  const now = await verifySigning(read, given);
  const signedBy = now.map(({ key }) => key);
  return { manifest, signedBy, dropped: before.map(({ key }) => key).filter((key) => !signedBy.includes(key)) };
}

/** The file is the old one or the new one, at any moment. */
async function replace(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${signatureFile}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, bytes, { flag: 'wx', flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskError(error, file);
  }
}
