/**
 * What loading does, in this order; a phase that is not needed is left out. `download` takes bytes from the network or
 * the store, `verify` holds them against their digests, `start` starts a worker and its backend, `self-test` asks the
 * model for a known answer, `measure` compares backends, `warm-up` runs the model once, `ready` ends it.
 */
export type LoadPhase = 'manifest' | 'download' | 'verify' | 'start' | 'self-test' | 'measure' | 'warm-up' | 'ready';

/** How far a load has come. */
export interface Progress {
  /** What is done now. */
  phase: LoadPhase;
  /** Bytes of the whole model done, decoded; monotonic over the load, the same from cache as from network. */
  loaded: number;
  /** Bytes of the whole model, decoded; 0 while that is not known. */
  total: number;
  /** The file at work, as model.json names it. */
  file?: string;
  /** True where the bytes come from this device's store. */
  fromCache: boolean;
}

/** Counts the bytes of several files into one number that never falls, even when a file begins anew. */
export class ByteCounter {
  readonly #byFile = new Map<string, number>();
  #highest = 0;

  constructor(readonly total: number) {}

  /** @returns bytes of the model that are done */
  set(file: string, bytes: number): number {
    this.#byFile.set(file, bytes);
    let sum = 0;
    for (const count of this.#byFile.values()) sum += count;
    return (this.#highest = Math.max(this.#highest, Math.min(sum, this.total)));
  }
}
