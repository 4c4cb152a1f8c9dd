import type { EdgewiseError } from '../../errors.js';
import type { BackendName } from '../../model/backend.js';
import type { Progress } from '../../model/progress.js';
import { unpackError } from '../error-transport.js';
import type { CallName, Calls, Endpoint, Reply, Request } from '../protocol.js';

export interface CallOptions {
  /** Buffers to hand over instead of copying. */
  transfer?: Transferable[];
  /** Any of them takes the call back: it rejects with that signal's reason, at once. */
  signals?: readonly (AbortSignal | undefined)[];
  onProgress?: (progress: Progress) => void;
}

interface PendingCall {
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
  onProgress: ((progress: Progress) => void) | undefined;
}

/** Calls to a realm that answers by `worker/host`. Every call settles, at the latest when this closes. */
export class Connection {
  readonly #endpoint: Endpoint;
  readonly #pending = new Map<number, PendingCall>();
  #lastId = 0;
  #closed: EdgewiseError | undefined;
  readonly #onClose: ((error: EdgewiseError) => void)[] = [];
  readonly #onLost: ((backend: BackendName, reason: string) => void)[] = [];

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    endpoint.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      this.#receive(data);
    });
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  get idle(): boolean {
    return this.#pending.size === 0;
  }

  call<Name extends CallName>(
    call: Name,
    request: Calls[Name]['request'],
    { transfer = [], signals = [], onProgress }: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    return new Promise((resolve, reject: (error: unknown) => void) => {
      const aborted = signals.find((signal) => signal?.aborted);
      if (this.#closed ?? aborted) {
        reject(this.#closed ?? aborted?.reason);
        return;
      }
      const id = ++this.#lastId;
      const onAbort = (event: Event) => {
        this.#pending.get(id)?.reject((event.target as AbortSignal).reason);
        this.#post({ id, abort: true }, []);
      };
      const settle = () => {
        this.#pending.delete(id);
        for (const signal of signals) signal?.removeEventListener('abort', onAbort);
      };
      this.#pending.set(id, {
        onProgress,
        resolve: (answer) => {
          settle();
          resolve(answer as Calls[Name]['answer']);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      for (const signal of signals) signal?.addEventListener('abort', onAbort);
      try {
        this.#post({ id, call, request }, transfer);
      } catch (error) {
        this.#pending.get(id)?.reject(error);
      }
    });
  }

  onClose(listener: (error: EdgewiseError) => void): void {
    this.#onClose.push(listener);
  }

  /** The realm says that one of its backends computes no more. */
  onLost(listener: (backend: BackendName, reason: string) => void): void {
    this.#onLost.push(listener);
  }

  /** Every call under way rejects with this, and every later one. */
  close(error: EdgewiseError): void {
    if (this.#closed) return;
    this.#closed = error;
    for (const listener of this.#onClose) listener(error);
    for (const call of [...this.#pending.values()]) call.reject(error);
  }

  #post(message: Request, transfer: Transferable[]): void {
    this.#endpoint.postMessage(message, transfer);
  }

  #receive(reply: Reply): void {
    if ('lost' in reply) for (const listener of this.#onLost) listener(reply.lost, reply.reason);
    if (!('id' in reply)) return;
    const call = this.#pending.get(reply.id); // absent when it was taken back
    if ('progress' in reply) call?.onProgress?.(reply.progress);
    else if ('error' in reply) call?.reject(unpackError(reply.error));
    else call?.resolve(reply.answer);
  }
}
