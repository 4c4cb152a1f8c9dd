import type { PublicKey } from '../../model/manifest/signing/public-key.js';
import { unsigned } from '../../model/manifest/signing/refusals.js';
import { verifyManifest } from '../../model/manifest/signing/verify-manifest.js';
import type { ReadPackage } from '../package/read-package.js';
import { readPackageSigning } from './package-signing.js';

/** A valid signature. */
export interface CheckedSignature {
  key: PublicKey;
  /** Whether a person named its key as one to trust. */
  trusted: boolean;
}

/**
 * Who signed a package. Where keys are named, one of them has to have done it; what lies there has to be sound in any
 * case, since browsers that name keys refuse what is not.
 *
 * @throws EdgewiseError `signature`
 */
export async function verifySigning(
  { folder, manifestBytes }: Pick<ReadPackage, 'folder' | 'manifestBytes'>,
  url: string,
  trust?: readonly PublicKey[],
): Promise<CheckedSignature[]> {
  const signing = await readPackageSigning(folder, manifestBytes);
  if (!signing && trust) throw unsigned(url);
  if (!signing) return [];
  const keys = signing.signatures?.map(({ key }) => key) ?? [];
  await verifyManifest(manifestBytes, signing.bytes, trust ?? keys, url);
  return keys.map((key) => ({ key, trusted: trust?.includes(key) ?? false }));
}
