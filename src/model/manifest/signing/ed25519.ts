import { verifyAsync } from '@noble/ed25519';
import { EdgewiseError } from '../../../errors.js';
import { isOfSmallOrder } from './small-order.js';

/**
 * RFC 8032, section 5.1.7, in its strict reading: points are written in the one way there is, S is below the group's
 * order, and the key is not of small order. One implementation for all browsers, since their own differ in what they
 * take, and older ones have none.
 *
 * @param signature 64 bytes: R, then S
 * @param key 32 bytes
 */
export async function verifyEd25519(signature: Uint8Array, message: Uint8Array, key: Uint8Array): Promise<boolean> {
  return !isOfSmallOrder(key) && verifyAsync(signature, message, key, { zip215: false });
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
