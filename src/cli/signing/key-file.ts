import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import { EdgewiseError, messageOf } from '../../errors.js';
import { fromBase64Url, toBase64Url } from '../../model/manifest/signing/base64url.js';
import { publicKeyBytes, type PublicKey } from '../../model/manifest/signing/public-key.js';

/** A private key that signs, and the public one that people trust. */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: PublicKey;
}

/** More than any key takes, so that no other file is read by a slip. */
const largest = 16 * 1024;
const othersMayRead = 0o077;

/**
 * Reads a private key: PKCS#8 as PEM, Ed25519, as `edgewise keygen` and OpenSSL write it. Nothing of what is in the file
 * is ever a part of an error.
 *
 * @throws EdgewiseError `input` where it is none, or where others than its owner may read it
 */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const pem = await readPrivately(file);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    throw refused(file, 'holds no private key as PEM without a passphrase. Make one with "edgewise keygen".');
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    const type = privateKey.asymmetricKeyType ?? 'unknown';
    throw refused(file, `holds a key of the type ${type}; Ed25519 is needed. Make one with "edgewise keygen".`);
  }
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** As base64url, from the key's JWK (RFC 8037), which has it so. */
export function publicKeyOf(privateKey: KeyObject): PublicKey {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return toBase64Url(fromBase64Url(x, publicKeyBytes) ?? new Uint8Array());
}

/** Rights and content of one open file: it cannot be exchanged for another one between the two. */
async function readPrivately(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw refused(file, `cannot be read: ${messageOf(error)}.`);
  });
  try {
    const { mode, size } = await handle.stat();
    if (process.platform !== 'win32' && (mode & othersMayRead) !== 0) {
      const rights = (mode & 0o777).toString(8).padStart(4, '0');
      throw refused(
        file,
        `may be read by others than its owner (its mode is ${rights}), so it is not used. Run "chmod 600 ${file}"; ` +
          `if somebody may have read it, make a new key.`,
      );
    }
    if (size > largest) throw refused(file, 'is too large for a private key.');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function refused(file: string, what: string): EdgewiseError {
  return new EdgewiseError('input', `The key ${file} ${what}`, { field: 'key', file });
}
