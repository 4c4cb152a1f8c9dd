import { concatenate } from '../../bytes.js';
import { verifyEd25519 } from './ed25519.js';
import type { PublicKey } from './public-key.js';
import { refusal } from './refusals.js';
import { decodeSignature, parseSigningFile, type ManifestSignature } from './signing-file.js';

/** Comes before the manifest in what is signed: no signature made for anything else is one of a manifest. */
const domain = new TextEncoder().encode('edgewise-manifest-v1\0');

/** The bytes that are signed. */
export function signedBytes(manifest: ArrayBuffer): Uint8Array {
  return new Uint8Array(concatenate([domain, manifest]));
}

/**
 * Holds the exact bytes of a manifest against its `manifest.sig`: one signature at least is by a trusted key, and all
 * that are there are valid, whoever made them.
 *
 * @param url of the manifest, for errors
 * @returns the trusted keys that signed it
 * @throws EdgewiseError `signature` with `reason` `unknown-key` or `invalid`, `environment` without `crypto.subtle`
 */
export async function verifyManifest(
  manifest: ArrayBuffer,
  signingFile: ArrayBuffer,
  trusted: readonly PublicKey[],
  url: string,
): Promise<readonly PublicKey[]> {
  const signatures = parseSigningFile(signingFile, url);
  if (!signatures) throw refusal('invalid', url, `has a manifest.sig that is damaged. ${again}`);
  const keys = signatures.map(({ key }) => key);
  const signers = keys.filter((key) => trusted.includes(key));
  if (signers.length === 0) {
    throw refusal(
      'unknown-key',
      url,
      `is signed by none of the trusted keys, but by ${keys.join(', ')}. Where that is the publisher's key, add it to ` +
        `those that are trusted; else do not use this model.`,
      { keys, trusted },
    );
  }
  for (const signature of signatures) {
    if (await isValid(signature, manifest)) continue;
    throw refusal('invalid', url, `is not what was signed: manifest.sig holds a signature of other bytes. ${again}`, {
      key: signature.key,
    });
  }
  return signers;
}

const again = 'Deploy manifest.json and manifest.sig of one package together, then load again; else sign it anew.';

/** Whether it is a signature of this manifest by its key. */
export async function isValid(signature: ManifestSignature, manifest: ArrayBuffer): Promise<boolean> {
  const bytes = decodeSignature(signature);
  return bytes !== null && verifyEd25519(bytes.signature, signedBytes(manifest), bytes.key);
}
