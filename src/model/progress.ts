export type LoadPhase = 'manifest' | 'download' | 'verify' | 'start' | 'self-test' | 'measure' | 'warm-up' | 'ready';

export interface Progress {
  phase: LoadPhase;
  /** Bytes of the whole model done, decoded; monotonic over the load, the same from cache as from network. */
  loaded: number;
  total: number;
  /** The file at work, as model.json names it. */
  file?: string;
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
