/** One buffer with the bytes of all parts, in their order. */
export function concatenate(parts: readonly (ArrayBuffer | Uint8Array)[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part instanceof Uint8Array ? part : new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return bytes.buffer;
}
