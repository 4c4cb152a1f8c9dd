import { EdgewiseError } from '../../errors.js';
import type { Configuration, ModelSize } from '../../model/backend.js';
import type { ExplainQuestion } from '../../model/explanation.js';
import type { SentInput } from '../../model/input.js';
import type { TensorSpec, Tensors } from '../../model/tensor.js';
import { buffersOf, type VerifiedModel } from '../../model/verified-model.js';
import type { CallOptions } from './connection.js';
import type { Engine, Lease } from './engine-pool.js';
import { unlessAborted } from './unless-aborted.js';
import type { Answered, CallName, Calls, Explained, SelfTest, SessionInfo } from '../protocol.js';

/** Milliseconds that closing waits for what runs before it; the memory is freed later all the same. */
const closingTime = 5_000;

/** A session in an engine worker, from the page's side. It holds the engine until it is closed. */
export class SessionClient {
  #refusal: EdgewiseError | undefined;

  private constructor(
    private readonly lease: Lease,
    readonly engine: Engine,
    private readonly info: SessionInfo,
    private readonly opening: number,
  ) {}

  /** What the start of its engine and its own opening took, until it could answer. */
  get milliseconds(): number {
    return this.engine.milliseconds + this.opening;
  }

  get configuration(): Configuration {
    return { backend: this.engine.backend, threads: this.engine.facts.threads };
  }

  get size(): ModelSize {
    return this.info.size;
  }

  /** Hands the model's bytes over. The lease is the session's from now on, and ends with it. */
  static async open(lease: Lease, model: VerifiedModel, signals: CallOptions['signals'] = []): Promise<SessionClient> {
    try {
      const engine = await unlessAborted(lease.engine, signals);
      const request = { model, backend: engine.backend };
      const began = performance.now();
      const info = await engine.connection.call('openSession', request, { transfer: buffersOf(model), signals });
      return new SessionClient(lease, engine, info, performance.now() - began);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  get golden(): boolean {
    return this.info.golden;
  }

  get inputs(): readonly TensorSpec[] {
    return this.info.inputs;
  }

  get outputs(): readonly TensorSpec[] {
    return this.info.outputs;
  }

  /**
   * Several inputs run as one batch.
   *
   * @param transfer what is handed over; the rest is copied on its way
   */
  predict(inputs: readonly SentInput[], options: CallOptions): Promise<Answered[]> {
    return this.#ask('predict', { session: this.info.session, inputs }, options);
  }

  /** In batches, between which the engine answers others. */
  explain(input: SentInput, question: ExplainQuestion, options: CallOptions): Promise<Explained> {
    return this.#ask('explain', { session: this.info.session, input, question }, options);
  }

  #ask<Name extends CallName>(
    call: Name,
    request: Calls[Name]['request'],
    options: CallOptions,
  ): Promise<Calls[Name]['answer']> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return this.engine.connection.call(call, request, options).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'DataCloneError' ? unsendable(error) : error;
    });
  }

  /**
   * Holds the answer to the inputs that it was opened with against the reference, or (null) against the session's own
   * first answer; then, between predictions, its answers to the golden examples of the package.
   *
   * @param options.first the first answer will do: no second run, no examples
   */
  selfTest(
    reference: Tensors | null,
    { first = false }: { first?: boolean } = {},
    signals: CallOptions['signals'] = [],
  ): Promise<SelfTest> {
    return this.engine.connection.call('selfTest', { session: this.info.session, reference, first }, { signals });
  }

  /** It answers wrongly, and nothing can take its place: from now on it answers this. */
  refuse(error: EdgewiseError): void {
    this.#refusal = error;
  }

  /** Milliseconds of one prediction on the inputs that it was opened with. */
  measure(signals: CallOptions['signals'] = []): Promise<number> {
    return this.engine.connection.call('measure', { session: this.info.session }, { signals });
  }

  /** With the engine's last session the worker ends at once; otherwise it frees this one's memory. */
  async close(): Promise<void> {
    // Beside a run that hangs it would wait for ever.
    const signals = [AbortSignal.timeout(closingTime)];
    const closing = this.engine.connection.call('closeSession', { session: this.info.session }, { signals });
    this.lease.release();
    await closing.catch(() => undefined); // a worker that ended has freed everything
  }
}

function unsendable(cause: DOMException): EdgewiseError {
  return new EdgewiseError(
    'input',
    `The input cannot be sent to a worker: ${cause.message} Pictures of other origins need CORS.`,
    {},
    cause,
  );
}
