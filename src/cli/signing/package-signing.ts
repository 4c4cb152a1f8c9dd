import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { signatureFile } from '../../model/manifest/manifest.js';
import { limits } from '../../model/limits.js';
import { parseSigningFile, type ManifestSignature } from '../../model/manifest/signing/signing-file.js';
import { isValid } from '../../model/manifest/signing/verify-manifest.js';
import { exactBuffer } from '../source/exact-buffer.js';

/** What lies beside a manifest. */
export interface PackageSigning {
  bytes: ArrayBuffer;
  /** Null where the file is no `manifest.sig` as this release writes it. */
  signatures: readonly JudgedSignature[] | null;
}

export interface JudgedSignature extends ManifestSignature {
  /** Whether it is one of this manifest's very bytes. */
  valid: boolean;
}

/** Reads the `manifest.sig` in a package's folder; null where there is none. */
export async function readPackageSigning(folder: string, manifest: ArrayBuffer): Promise<PackageSigning | null> {
  const file = path.join(folder, signatureFile);
  const facts = await stat(file).catch(() => null);
  if (!facts) return null;
  if (!facts.isFile() || facts.size > limits.signing) return { bytes: new ArrayBuffer(0), signatures: null };
  const bytes = exactBuffer(await readFile(file));
  const parsed = parseSigningFile(bytes, file);
  if (!parsed) return { bytes, signatures: null };
  const signatures = await Promise.all(
    parsed.map(async (signature) => ({ ...signature, valid: await isValid(signature, manifest) })),
  );
  return { bytes, signatures };
}

/** Whether there is a `manifest.sig` in this folder, whatever is in it. */
export async function isSigned(folder: string): Promise<boolean> {
  return stat(path.join(folder, signatureFile)).then(
    () => true,
    () => false,
  );
}
