/** Arguments of one call; more would overflow the stack. */
const chunk = 0x8000;

/** RFC 4648, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += chunk) {
    text += String.fromCharCode(...bytes.subarray(start, start + chunk));
  }
  return btoa(text);
}

/** Null where the text is not exactly so many bytes in base64; nothing is allocated for it before that is sure. */
export function fromBase64(text: string, length: number): Uint8Array<ArrayBuffer> | null {
  if (text.length !== Math.ceil(length / 3) * 4) return null;
  const padding = (3 - (length % 3)) % 3;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || !text.endsWith('='.repeat(padding))) return null;
  const decoded = atob(text);
  if (decoded.length !== length) return null;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}
