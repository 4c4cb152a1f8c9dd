/** Numbers in [-1, 1) that are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function randomFloats(seed: number, length: number): Float32Array<ArrayBuffer> {
  const next = randomNumbers(seed);
  const floats = new Float32Array(length);
  for (let i = 0; i < length; i++) floats[i] = next();
  return floats;
}
