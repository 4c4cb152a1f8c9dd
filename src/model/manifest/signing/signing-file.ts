import { parseJsonObject } from '../../json.js';
import { limits } from '../../limits.js';
import { objectsAt, textAt, type Fields } from '../fields.js';
import { fromBase64Url } from './base64url.js';
import { publicKeyBytes, type PublicKey } from './public-key.js';

export const signingFormat = 'edgewise-signature';
const signingVersion = 1;
const signatureBytes = 64;

/** One signature of a manifest, and the key that it is to be verified with. */
export interface ManifestSignature {
  key: PublicKey;
  /** R and S of RFC 8032: 64 bytes as base64url without padding. */
  signature: string;
}

/** The text of `manifest.sig`: the one way in which these signatures are written. */
export function serializeSigningFile(signatures: readonly ManifestSignature[]): string {
  const list = signatures.map(({ key, signature }) => ({ key, signature }));
  return `${JSON.stringify({ format: signingFormat, schemaVersion: signingVersion, signatures: list }, null, 2)}\n`;
}

/**
 * Reads a `manifest.sig`. Not a byte of it may be otherwise than `serializeSigningFile` writes it, so that a file that
 * was changed on its way is never taken.
 *
 * @returns null where it is none
 */
export function parseSigningFile(bytes: ArrayBuffer, url: string): readonly ManifestSignature[] | null {
  if (bytes.byteLength > limits.signing) return null;
  try {
    const fields: Fields = { url, at: '', json: parseJsonObject(bytes, url) };
    const signatures = objectsAt(fields, 'signatures').map(parseSignature);
    const isWritten = serializeSigningFile(signatures) === new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return isWritten && signatures.length > 0 && signatures.length <= limits.signatures ? signatures : null;
  } catch {
    return null;
  }
}

function parseSignature(fields: Fields): ManifestSignature {
  return { key: textAt(fields, 'key'), signature: textAt(fields, 'signature') };
}

/** The bytes of a signature and its key; null where either is not written as it has to be. */
export function decodeSignature({
  key,
  signature,
}: ManifestSignature): { key: Uint8Array; signature: Uint8Array } | null {
  const bytes = { key: fromBase64Url(key, publicKeyBytes), signature: fromBase64Url(signature, signatureBytes) };
  return bytes.key && bytes.signature && { key: bytes.key, signature: bytes.signature };
}
