import { failed, isOfThisBackend, noneLeft } from './backend-failures.js';
import type { Backends } from './backends.js';
import type { Configuration } from '../model/backend.js';
import type { Measurement } from '../model/backend-choice.js';
import type { ModelKind } from '../model/model-json.js';
import { BackendFailure, type Lease } from '../worker/client/engine-pool.js';

export interface StartedEngine {
  configuration: Configuration;
  lease: Lease;
  /** What to try where the model does not open on it. */
  rest: readonly Configuration[];
}

/** The first engine of an order that starts, from now on. */
export class FirstEngine {
  readonly started: Promise<StartedEngine>;
  #lease: Lease | undefined;
  #released = false;

  /**
   * @param auto where all fail: all their reasons, not that of the one that was asked for
   * @param failures gets what did not start on the way
   */
  constructor(
    private readonly backends: Backends,
    private readonly kind: ModelKind,
    readonly order: readonly Configuration[],
    private readonly auto: boolean,
    private readonly failures: Measurement[],
  ) {
    this.started = this.#start();
    this.started.catch(() => undefined); // heard of where it is awaited
  }

  release(): void {
    this.#released = true;
    this.#lease?.release();
  }

  async #start(): Promise<StartedEngine> {
    let last: Error = new Error('no backend to start');
    for (const [i, configuration] of this.order.entries()) {
      const lease = this.backends.start(this.kind, configuration);
      this.#lease = lease;
      if (this.#released) lease.release();
      try {
        await lease.engine;
        return { configuration, lease, rest: this.order.slice(i + 1) };
      } catch (error) {
        lease.release();
        if (!(error instanceof BackendFailure) || this.#released) throw error;
        last = error.cause;
        if (!isOfThisBackend(last)) throw last;
        this.failures.push(failed(configuration, last));
      }
    }
    throw this.auto ? noneLeft(this.backends.url, this.failures, last) : last;
  }
}
