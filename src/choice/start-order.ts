import { mostThreads, type BackendName, type Configuration } from '../model/backend.js';

export interface StartFacts {
  asked: 'auto' | BackendName;
  threads: number | 'auto';
  /** Shared memory, which threads need, exists on isolated pages only. */
  isolated: boolean;
}

/**
 * What to start on, first choice first; the rest are what to fall back to. With `auto` that is wasm, which
 * computes the same answers on every device and starts fastest; a backend that was asked for has no other.
 */
export function startOrder({ asked, threads, isolated }: StartFacts): Configuration[] {
  const names = asked === 'auto' ? (['wasm', 'webgl', 'cpu'] as const) : [asked];
  const order: Configuration[] = names.map((backend) => ({ backend, threads: 1 }));
  if (names[0] === 'wasm' && threads !== 'auto' && threads > 1 && isolated) {
    order.unshift({ backend: 'wasm', threads: Math.min(threads, mostThreads) });
  }
  return order;
}
