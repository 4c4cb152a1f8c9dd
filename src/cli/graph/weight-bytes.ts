import { concatenate } from '../../model/bytes.js';
import type { Weight } from './graph.js';

/** A weight as a weight file holds it where it is not quantised: little-endian; a string is its length and UTF-8. */
export function plainBytes({ values }: Weight): Uint8Array {
  if (!isStrings(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const parts = values.flatMap((text) => {
    const utf8 = new TextEncoder().encode(text);
    return [new Uint8Array(Uint32Array.of(utf8.byteLength).buffer), utf8];
  });
  return new Uint8Array(concatenate(parts));
}

export function isStrings(values: Weight['values']): values is readonly string[] {
  return Array.isArray(values);
}
