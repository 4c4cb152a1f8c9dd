import { Point } from '@noble/ed25519';
import { EdgewiseError } from '../../../errors.js';
import { fromBase64Url } from './base64url.js';
import { isOfSmallOrder } from './small-order.js';

/** An Ed25519 public key (RFC 8032): its 32 bytes as base64url without padding, 43 characters. One key, one text. */
export type PublicKey = string;

export const publicKeyBytes = 32;

/** What keeps this from being a key that anyone may trust, to follow "is"; null for a sound one. */
export function whatIsWrongWith(key: unknown): string | null {
  const bytes = typeof key === 'string' ? fromBase64Url(key, publicKeyBytes) : null;
  if (!bytes) return 'no Ed25519 public key: 32 bytes as base64url, which are 43 letters, digits, - and _';
  if (isOfSmallOrder(bytes)) return 'a key of small order: anyone could sign under it';
  try {
    Point.fromBytes(bytes);
    return null;
  } catch {
    return 'no Ed25519 public key: its 32 bytes are no point of the curve';
  }
}

/**
 * The keys that an application trusts, checked.
 *
 * @throws EdgewiseError `input` with the place in the list in `details.field`
 */
export function readTrustedKeys(given: unknown): readonly PublicKey[] {
  if (!Array.isArray(given)) throw refused('trustedKeys', given, 'no list of public keys');
  for (const [i, key] of given.entries()) {
    const wrong = whatIsWrongWith(key);
    if (wrong !== null) throw refused(`trustedKeys[${i}]`, key, wrong);
  }
  return given as PublicKey[];
}

function refused(field: string, value: unknown, what: string): EdgewiseError {
  const message = `${field} is ${what}. Copy the public key that "edgewise keygen" printed, from its .pub file.`;
  return new EdgewiseError('input', message, { field, value });
}
