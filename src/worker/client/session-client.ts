import { EdgewiseError } from '../../errors.js';
import type { BackendName } from '../../model/backend.js';
import { inputBuffers } from '../../model/inputs.js';
import type { TensorSpec, Tensors } from '../../model/tensor.js';
import { buffersOf, type VerifiedModel } from '../../model/verified-model.js';
import type { CallOptions } from './connection.js';
import type { Engine } from './engine-pool.js';
import type { MeasureAnswer, SessionInfo } from '../protocol.js';

/** A session in an engine worker, from the page's side. It holds the engine until it is closed. */
export class SessionClient {
  private constructor(
    readonly engine: Engine,
    private readonly info: SessionInfo,
  ) {}

  /** Hands the model's bytes over. Once open, the session holds the engine in its caller's stead. */
  static async open(
    engine: Engine,
    model: VerifiedModel,
    backend: BackendName,
    signals: CallOptions['signals'] = [],
  ): Promise<SessionClient> {
    const transfer = buffersOf(model);
    const info = await engine.connection.call('openSession', { model, backend }, { transfer, signals });
    return new SessionClient(engine, info);
  }

  get inputs(): readonly TensorSpec[] {
    return this.info.inputs;
  }

  get outputs(): readonly TensorSpec[] {
    return this.info.outputs;
  }

  /** @param inputs prepared, and handed over */
  predict(inputs: Tensors, signals: CallOptions['signals'] = []): Promise<Tensors> {
    const request = { session: this.info.session, inputs };
    const transfer = inputBuffers(inputs);
    return this.engine.connection.call('predict', request, { transfer, signals }).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'DataCloneError' ? handedOver(error) : error;
    });
  }

  measure(inputs: Tensors, runs: number, signals: CallOptions['signals'] = []): Promise<MeasureAnswer> {
    return this.engine.connection.call('measure', { session: this.info.session, inputs, runs }, { signals });
  }

  /** With the engine's last session the worker ends at once; otherwise it frees this one's memory. */
  async close(): Promise<void> {
    const closing = this.engine.connection.call('closeSession', { session: this.info.session });
    this.engine.release();
    await closing.catch(() => undefined); // a worker that ended has freed everything
  }
}

function handedOver(cause: DOMException): EdgewiseError {
  return new EdgewiseError(
    'input',
    'An input was handed over before (its memory is gone). Copy it, or leave { transfer: true } out.',
    { received: 'transferred' },
    cause,
  );
}
