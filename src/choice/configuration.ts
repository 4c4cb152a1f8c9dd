import type { Configuration } from '../model/backend.js';

export function isSame(a: Configuration, b: Configuration): boolean {
  return a.backend === b.backend && a.threads === b.threads;
}

/** "webgl", "wasm with 2 threads". */
export function inWords({ backend, threads }: Configuration): string {
  return backend === 'wasm' ? `wasm with ${threadsInWords(threads)}` : backend;
}

/** "one thread", "2 threads". */
export function threadsInWords(threads: number): string {
  return threads === 1 ? 'one thread' : `${threads} threads`;
}
