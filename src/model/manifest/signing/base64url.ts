import { fromBase64, toBase64 } from '../base64.js';

/** RFC 4648, section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null where the text is not exactly so many bytes, in the one way in which they are written. */
export function fromBase64Url(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  const padded = text.padEnd(Math.ceil(length / 3) * 4, '=');
  const bytes = fromBase64(padded.replaceAll('-', '+').replaceAll('_', '/'), length);
  // Other characters, padding, and bits that belong to no byte would be further ways to write the same.
  return bytes && toBase64Url(bytes) === text ? bytes : null;
}
