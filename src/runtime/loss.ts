import { EdgewiseError } from '../errors.js';
import type { BackendName } from '../model/backend.js';

type Listener = (backend: BackendName, reason: string) => void;

const listeners = new Set<Listener>();

/** Hears of a backend of this realm that computes no more: whoever uses it needs another. */
export function onLoss(listener: Listener): void {
  listeners.add(listener);
}

/** Tells everyone, and answers the error for the run that met it. */
export function lose(backend: BackendName, reason: string): EdgewiseError {
  for (const listener of listeners) listener(backend, reason);
  return new EdgewiseError('worker', `${backend} was lost: ${reason}`, { lost: backend, reason });
}

/**
 * The loss behind a run's error, if there is one: a trap leaves wasm's memory in any state, and what a GPU
 * refuses once (a shader, a texture) another backend can compute.
 */
export function lossBehind(error: unknown, backend: BackendName): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof WebAssembly.RuntimeError) return error.message;
  return backend === 'webgl' && /webgl|shader|texture|framebuffer/i.test(error.message) ? error.message : null;
}
