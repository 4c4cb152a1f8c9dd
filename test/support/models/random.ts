import { mulberry32 } from '../../../src/model/random.js';

/** Numbers in [-1, 1) that are the same in every run. */
export function randomNumbers(seed: number): () => number {
  const next = mulberry32(seed);
  return () => next() * 2 - 1;
}

export function randomFloats(seed: number, length: number): Float32Array<ArrayBuffer> {
  const next = randomNumbers(seed);
  const floats = new Float32Array(length);
  for (let i = 0; i < length; i++) floats[i] = next();
  return floats;
}
