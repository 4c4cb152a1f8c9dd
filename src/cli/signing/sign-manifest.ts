import { sign } from 'node:crypto';
import { EdgewiseError } from '../../errors.js';
import { serializeSigningFile, type ManifestSignature } from '../../model/manifest/signing/signing-file.js';
import { isValid, signedBytes } from '../../model/manifest/signing/verify-manifest.js';
import { toBase64Url } from '../../model/manifest/signing/base64url.js';
import type { SigningKey } from './key-file.js';

/**
 * A signature of these exact bytes, verified as a browser does before anyone gets it.
 *
 * @throws EdgewiseError `signature` where the key does not fit together
 */
export async function signManifest(
  manifest: ArrayBuffer,
  { privateKey, publicKey }: SigningKey,
): Promise<ManifestSignature> {
  const signature = toBase64Url(sign(null, signedBytes(manifest), privateKey));
  const signed = { key: publicKey, signature };
  if (await isValid(signed, manifest)) return signed;
  throw new EdgewiseError('signature', `What the key ${publicKey} signed does not hold. Make another key.`, {
    key: publicKey,
  });
}

/** The bytes of a `manifest.sig` with one signature by each key, those that were there before first. */
export async function makeSigningFile(
  manifest: ArrayBuffer,
  keys: readonly SigningKey[],
  before: readonly ManifestSignature[] = [],
): Promise<ArrayBuffer> {
  const signatures = new Map(before.map((signature) => [signature.key, signature]));
  for (const key of keys) signatures.set(key.publicKey, await signManifest(manifest, key));
  return new TextEncoder().encode(serializeSigningFile([...signatures.values()])).buffer;
}
