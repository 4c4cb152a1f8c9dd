import { assetUrls } from './assets.js';
import type { BackendChoice } from '../model/backend-choice.js';
import { firstChoice, planThreads, type ThreadPlan } from './choose-threads.js';
import { Deadline } from './deadline.js';
import { isEdgewiseError, messageOf } from '../errors.js';
import { checkOptions, plainRequestInit, type LoadOptions } from './load-options.js';
import { PhaseClock, type LoadReport } from './load-report.js';
import { LoadedModel, type Model } from './loaded-model.js';
import { measureThreads } from './measure-threads.js';
import type { BackendName } from '../model/backend.js';
import type { ModelKind } from '../model/model-json.js';
import type { LoadPhase, Progress } from '../model/progress.js';
import type { ModelOrigin, VerifiedModel } from '../model/verified-model.js';
import { pageUrl, requirePage } from './environment.js';
import { unlessAborted } from './unless-aborted.js';
import { acquireEngine, type Engine } from '../worker/client/engine-pool.js';
import type { CacheMode } from '../worker/protocol.js';
import { SessionClient } from '../worker/client/session-client.js';
import { callStore } from '../worker/client/store-client.js';

const defaultTimeout = 120_000;

/**
 * Loads a model from the URL of any TF.js `model.json` (GraphModel or LayersModel, told apart by
 * content): from this device's store where it is there and current, else from the network. A query
 * string on the URL is carried to its weight files.
 *
 * @throws EdgewiseError `network`, `not-cached`, `integrity`, `invalid-model`, `limit`,
 *   `unsupported-op`, `environment`, `timeout`, `worker`; `signal.reason` where it was aborted
 */
export async function loadModel<Value = unknown>(url: string | URL, options: LoadOptions = {}): Promise<Model<Value>> {
  requirePage('loadModel');
  checkOptions(options);
  options.signal?.throwIfAborted();
  const load = new Load(pageUrl(url), options);
  try {
    return await load.run<Value>();
  } finally {
    load.end();
  }
}

/** One load: the store and the engine work side by side, and whichever fails ends the other. */
class Load {
  readonly #clock = new PhaseClock();
  readonly #deadline: Deadline;
  readonly #ended = new AbortController();
  readonly #assets = assetUrls();
  readonly #location: 'worker' | 'page';
  readonly #backend: BackendName;
  #threads: ThreadPlan;
  #last: Progress = { phase: 'manifest', loaded: 0, total: 0, fromCache: false };

  constructor(
    private readonly url: string,
    private readonly options: LoadOptions,
  ) {
    const { backend = 'auto', threads = 'auto', timeout = defaultTimeout } = options;
    this.#location = options.worker === false ? 'page' : 'worker';
    this.#backend = backend === 'auto' ? 'wasm' : backend;
    this.#deadline = new Deadline(timeout, `Loading ${url}`);
    this.#threads = planThreads({
      backend: this.#backend,
      asked: threads,
      location: this.#location,
      isolated: globalThis.crossOriginIsolated,
      cores: navigator.hardwareConcurrency,
    });
  }

  async run<Value>(): Promise<Model<Value>> {
    // Nearly every model is a GraphModel: its engine starts while the model comes.
    let engine = this.#startEngine('graph');
    try {
      const model = await Promise.race([this.#fetch(), failureOf(engine)]);
      this.#enter('start');
      if (model.kind === 'layers' && this.#location === 'worker') {
        const first = engine;
        engine = this.#startEngine('layers');
        release(first); // only now: where one file serves both kinds, it is the same engine
      }
      const { origin, kind } = model;
      const ready = await unlessAborted(engine, this.#signals);
      this.#enter('warm-up');
      const session = await this.#open(ready, model);
      this.#enter('ready');
      const loaded = new LoadedModel<Value>(model, session, this.#choice(ready), this.#reportOf(origin));
      if (this.#threads.candidates.length > 0) {
        void measureThreads(loaded, session, this.#threads.candidates, (threads) =>
          this.#openAgain(loaded, kind, threads),
        );
      }
      return loaded;
    } catch (error) {
      release(engine);
      throw error;
    }
  }

  /** Whatever still runs for this load is taken back. */
  end(): void {
    this.#deadline.clear();
    this.#ended.abort();
  }

  get #signals(): (AbortSignal | undefined)[] {
    return [this.options.signal, this.#deadline.signal, this.#ended.signal];
  }

  #fetch(): Promise<VerifiedModel> {
    return this.#callStore(this.options.cache ?? 'default', this.#signals, (progress) => {
      this.#report(progress);
    });
  }

  async #callStore(
    cache: CacheMode,
    signals: readonly (AbortSignal | undefined)[],
    onProgress?: (progress: Progress) => void,
  ): Promise<VerifiedModel> {
    const requestInit = plainRequestInit(this.options.requestInit);
    const request = { url: this.url, cache, requestInit };
    const options = { signals, ...(onProgress && { onProgress }) };
    const { workers } = await unlessAborted(this.#assets, signals);
    return callStore(workers, this.#location, 'fetchModel', request, options);
  }

  /** Where more threads were asked for and do not start, one does. */
  #startEngine(kind: ModelKind): Promise<Engine> {
    const { first } = this.#threads;
    const engine = this.#acquire(kind, first).catch((error: unknown) => {
      if (first === 1) throw error;
      const reasons = [...this.#threads.reasons, `${messageOf(error)} One thread runs instead.`];
      this.#threads = { first: 1, candidates: [], reasons };
      return this.#acquire(kind, 1);
    });
    engine.catch(() => undefined); // heard of where it is awaited
    return engine;
  }

  async #acquire(kind: ModelKind, threads: number): Promise<Engine> {
    const { workers, wasm } = await this.#assets;
    const config = { backend: this.#backend, threads, wasm };
    return acquireEngine({ config, kind, location: this.#location, urls: workers });
  }

  async #open(engine: Engine, model: VerifiedModel): Promise<SessionClient> {
    const { stored, fromCache } = model.origin;
    try {
      return await SessionClient.open(engine, model, this.#backend, this.#signals);
    } catch (error) {
      if (stored && !fromCache && opensNowhere(error)) {
        const { workers } = await this.#assets;
        await callStore(workers, this.#location, 'deleteModel', { url: this.url }).catch(() => false);
      }
      throw error;
    }
  }

  /** The same model, from the store, in an engine of its own. */
  async #openAgain(loaded: LoadedModel<unknown>, kind: ModelKind, threads: number): Promise<SessionClient> {
    const signals = [loaded.lifetime];
    const model = await this.#callStore('only-if-cached', signals);
    if (model.digest !== loaded.digest) throw new Error('the model was replaced in the store meanwhile');
    const engine = this.#acquire(kind, threads);
    try {
      return await SessionClient.open(await unlessAborted(engine, signals), model, this.#backend, signals);
    } catch (error) {
      release(engine);
      throw error;
    }
  }

  #choice(engine: Engine): BackendChoice {
    const asked = this.options.backend ?? 'auto';
    return firstChoice(this.#backend, this.#location, asked, this.#threads, engine.facts);
  }

  #reportOf({ fromCache, stored, reason, bytes, downloadedBytes, warnings }: ModelOrigin): LoadReport {
    return {
      ...{ fromCache, stored, bytes, downloadedBytes, warnings, ...this.#clock.report() },
      ...(reason === undefined ? {} : { reason }),
    };
  }

  #enter(phase: LoadPhase): void {
    const { total, fromCache } = this.#last;
    this.#report({ phase, loaded: total, total, fromCache });
  }

  #report(progress: Progress): void {
    this.#deadline.extend();
    this.#clock.enter(progress.phase);
    this.#last = progress;
    try {
      this.options.onProgress?.(progress);
    } catch (error) {
      reportError(error); // the caller's own: as with an event's listener, the load goes on
    }
  }
}

function release(engine: Promise<Engine>): void {
  engine.then(
    (started) => {
      started.release();
    },
    () => undefined,
  );
}

/** A model that no backend could open is not worth its place in the store. */
function opensNowhere(error: unknown): boolean {
  if (!isEdgewiseError(error)) return false;
  return error.code === 'invalid-model' || (error.code === 'unsupported-op' && error.details['backend'] === undefined);
}

/** Rejects when the engine does; never resolves. */
function failureOf(engine: Promise<Engine>): Promise<never> {
  return new Promise((_, reject) => {
    engine.catch(reject);
  });
}
