import { verifyAsync } from '@noble/ed25519';
import { EdgewiseError } from '../../../errors.js';
import { concatenate } from '../../bytes.js';
import type { PublicKey } from './public-key.js';
import { refusal } from './refusals.js';
import { decodeSignature, parseSigningFile, type ManifestSignature } from './signing-file.js';
import { isOfSmallOrder } from './small-order.js';

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

/**
 * RFC 8032, section 5.1.7, in its strict reading: points are written in the one way there is, S is below the group's
 * order, and the key is not of small order.
 */
export async function isValid(signature: ManifestSignature, manifest: ArrayBuffer): Promise<boolean> {
  const bytes = decodeSignature(signature);
  if (!bytes || isOfSmallOrder(bytes.key)) return false;
  return verifyAsync(bytes.signature, signedBytes(manifest), bytes.key, { zip215: false });
}

/**
 * SHA-512 comes from the browser.
 *
 * @throws EdgewiseError `environment` where it has none
 */
export function requireSecureContext(url: string): void {
  // The types say that `subtle` is always there; an insecure page says otherwise.
  if (crypto.subtle as SubtleCrypto | undefined) return;
  throw new EdgewiseError(
    'environment',
    `${url} cannot be held against trustedKeys: on plain http browsers have no crypto.subtle, and whoever could change ` +
      `the model on its way could change this page as well. Serve the page over https (or from localhost).`,
    { url, missing: 'crypto.subtle' },
  );
}
