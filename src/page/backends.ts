import { EdgewiseError } from '../errors.js';
import type { AssetUrls } from './asset-urls.js';
import type { Configuration } from '../model/backend.js';
import type { ModelKind } from '../model/model-json.js';
import type { VerifiedModel } from '../model/verified-model.js';
import type { CallOptions } from '../worker/client/connection.js';
import { acquireEngine, type Lease } from '../worker/client/engine-pool.js';
import { SessionClient } from '../worker/client/session-client.js';
import { callStore } from '../worker/client/store-client.js';
import type { CacheMode, CallName, Calls, FetchModelRequest } from '../worker/protocol.js';

/** One model on any backend: what loading, measuring and recovering have in common. */
export class Backends {
  constructor(
    readonly url: string,
    readonly location: 'worker' | 'page',
    private readonly assets: AssetUrls,
    private readonly requests: Pick<FetchModelRequest, 'requestInit' | 'trustedKeys'>,
  ) {}

  /** Asks the store worker, which knows the device too. */
  ask<Name extends CallName>(
    name: Name,
    request: Calls[Name]['request'],
    options: CallOptions = {},
  ): Promise<Calls[Name]['answer']> {
    return callStore(this.assets.workers, this.location, name, request, options);
  }

  fetch(cache: CacheMode, options?: CallOptions): Promise<VerifiedModel> {
    return this.ask('fetchModel', { url: this.url, cache, ...this.requests }, options);
  }

  start(kind: ModelKind, configuration: Configuration): Lease {
    const { workers, wasm, transforms } = this.assets;
    return acquireEngine({
      config: { ...configuration, wasm, transforms },
      kind,
      location: this.location,
      urls: workers,
    });
  }

  /** The very same bytes on another backend, in a worker of its own. */
  async openAgain(
    { kind, digest, origin }: Pick<VerifiedModel, 'kind' | 'digest' | 'origin'>,
    configuration: Configuration,
    signals: readonly AbortSignal[],
  ): Promise<SessionClient> {
    const lease = this.start(kind, configuration);
    try {
      const model = await this.fetch(origin.stored ? 'only-if-cached' : 'no-store', { signals });
      if (model.digest !== digest) {
        throw new EdgewiseError('worker', `${this.url} was replaced by another version meanwhile. Load it again.`, {
          expected: digest,
          actual: model.digest,
        });
      }
      return await SessionClient.open(lease, model, signals);
    } catch (error) {
      lease.release();
      throw error;
    }
  }
}
