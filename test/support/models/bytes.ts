import { at, type TestTensor } from './tensors.js';

export type Bytes = Uint8Array<ArrayBuffer>;

export function utf8(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text));
}

export function json(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

export function concat(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Cuts at these offsets. TF.js lets a cut fall anywhere, in the middle of a number too. */
export function cut(bytes: Bytes, offsets: readonly number[]): Bytes[] {
  const edges = [0, ...offsets, bytes.length];
  return edges.slice(1).map((end, i) => bytes.slice(at(edges, i), end));
}

/** A tensor as a weight file holds it: little-endian numbers; a string is its length as uint32, then UTF-8. */
export function weightBytes(tensor: TestTensor): Bytes {
  if (Array.isArray(tensor.data)) {
    return concat(
      tensor.data.flatMap((text) => {
        const bytes = utf8(text);
        return [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes];
      }),
    );
  }
  const { buffer, byteOffset, byteLength } = tensor.data;
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}
