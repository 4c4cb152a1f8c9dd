import type { AssetUrls } from './asset-urls.js';
import { assetUrls } from './assets.js';
import { disagreement, failed, isOfThisBackend, noneLeft, opensNowhere } from './backend-failures.js';
import { BackendKeeper, type Asked } from './backend-keeper.js';
import { Backends } from './backends.js';
import { inWords, isSame } from '../choice/configuration.js';
import { startOrder } from '../choice/start-order.js';
import { Deadline } from './deadline.js';
import { isEdgewiseError } from '../errors.js';
import { FirstEngine } from './first-engine.js';
import { hint, hintFor } from './first-hint.js';
import { checkOptions, plainRequestInit, type LoadOptions } from './load-options.js';
import { PhaseClock } from './load-report.js';
import { LoadedModel, type Model } from './loaded-model.js';
import type { Configuration } from '../model/backend.js';
import type { BackendChoice, Measurement } from '../model/backend-choice.js';
import type { KeptChoice } from '../model/kept-choice.js';
import type { ModelKind } from '../model/model-json.js';
import type { Tensors } from '../model/tensor.js';
import type { LoadPhase, Progress } from '../model/progress.js';
import type { ModelOrigin, VerifiedModel } from '../model/verified-model.js';
import { pageUrl, requirePage } from './environment.js';
import { SessionClient } from '../worker/client/session-client.js';
import { unlessAborted } from '../worker/client/unless-aborted.js';
import type { CacheMode } from '../worker/protocol.js';

const defaultTimeout = 120_000;

/**
 * Loads a model from the URL of a package (`…/manifest.json`, or its folder ending in `/`) or of any TF.js
 * `model.json` (GraphModel or LayersModel, told apart by content): from this device's store where it is there and
 * current, else from the network. A query string on the URL is carried to its other files. Every byte of a package is
 * held against its manifest before it is used or kept, and its golden examples against what this device answers.
 *
 * @throws EdgewiseError `network`, `not-cached`, `integrity`, `invalid-model`, `limit`, `signature` (an expired package
 *   too), `unsupported-op`, `backend`, `environment`, `timeout`, `worker`; `signal.reason` where it was aborted
 */
export async function loadModel<Value = unknown>(url: string | URL, options: LoadOptions = {}): Promise<Model<Value>> {
  requirePage('loadModel');
  checkOptions(options);
  options.signal?.throwIfAborted();
  const assets = await unlessAborted(assetUrls(), [options.signal]);
  const load = new Load(pageUrl(url), options, assets);
  try {
    return await load.run<Value>();
  } finally {
    load.end();
  }
}

/** One load: the store and the engine work side by side. */
class Load {
  readonly #clock = new PhaseClock();
  readonly #deadline: Deadline;
  readonly #ended = new AbortController();
  readonly #backends: Backends;
  readonly #asked: Asked;
  readonly #order: readonly Configuration[];
  readonly #failures: Measurement[] = [];
  #engine!: FirstEngine;
  #last: Progress = { phase: 'manifest', loaded: 0, total: 0, fromCache: false };

  constructor(
    private readonly url: string,
    private readonly options: LoadOptions,
    assets: AssetUrls,
  ) {
    const { backend = 'auto', threads = 'auto', timeout = defaultTimeout, trustedKeys } = options;
    const location = options.worker === false ? 'page' : 'worker';
    this.#asked = { backend, threads };
    this.#backends = new Backends(url, location, assets, {
      requestInit: plainRequestInit(options.requestInit),
      ...(trustedKeys !== undefined && { trustedKeys }),
    });
    this.#deadline = new Deadline(timeout, `Loading ${url}`);
    this.#order = startOrder({ asked: backend, threads, isolated: globalThis.crossOriginIsolated });
  }

  async run<Value>(): Promise<Model<Value>> {
    // What was found out is for those who ask for nothing in particular.
    const keeps =
      this.#asked.backend === 'auto' && this.#asked.threads === 'auto' && this.#backends.location === 'worker';
    // Nearly every model is a GraphModel: its engine starts while the model comes.
    this.#engine = this.#start('graph', keeps ? hintFor(this.url) : undefined);
    try {
      const model = await Promise.race([this.#fetch(this.options.cache), failureOf(this.#engine.started)]);
      this.#enter('start');
      const kept = keeps ? model.kept : null;
      const first = kept?.first ?? this.#order[0];
      if (keeps) hint(this.url, kept?.first);
      if (model.kind === 'layers' || (first && !isSame(this.#engine.order[0] ?? first, first))) {
        const before = this.#engine;
        this.#failures.length = 0;
        this.#engine = this.#start(model.kind, first);
        before.release(); // only now: it may be the same engine
      }
      const session = await this.#open(model, kept);
      this.#enter('ready');
      return this.#loaded(model, session, kept) as Model<Value>;
    } catch (error) {
      this.#engine.release();
      throw error;
    }
  }

  /** With what the device's record says, if it says something, then in the usual order. */
  #start(kind: ModelKind, first: Configuration | undefined): FirstEngine {
    const order = first ? [first, ...this.#order.filter((other) => !isSame(other, first))] : this.#order;
    return this.#engineOf(kind, order);
  }

  #engineOf(kind: ModelKind, order: readonly Configuration[]): FirstEngine {
    return new FirstEngine(this.#backends, kind, order, this.#asked.backend === 'auto', this.#failures);
  }

  #fetch(cache: CacheMode = 'default'): Promise<VerifiedModel> {
    return this.#backends.fetch(cache, {
      signals: this.#signals,
      onProgress: (progress) => {
        this.#report(progress);
      },
    });
  }

  /** On the first backend of the order that opens it and passes. */
  async #open(fetched: VerifiedModel, kept: KeptChoice | null): Promise<SessionClient> {
    const again = fetched.origin.stored ? 'only-if-cached' : this.options.cache;
    for (let model = fetched; ; model = await this.#fetch(again)) {
      const { configuration, lease, rest } = await unlessAborted(this.#engine.started, this.#signals);
      const reference = this.#referenceFor(configuration, kept);
      this.#enter(reference === undefined ? 'warm-up' : 'self-test');
      try {
        const session = await SessionClient.open(lease, model, this.#signals);
        return reference === undefined ? session : await this.#selfTested(session, reference);
      } catch (error) {
        if (!isOfThisBackend(error)) await this.#discard(fetched.origin, error);
        this.#failures.push(failed(configuration, error));
        if (rest.length === 0) throw this.#lastError(error);
        this.#engine = this.#engineOf(fetched.kind, rest);
      }
    }
  }

  /** No error of this backend: no other one is asked. What opens nowhere is not worth its place in the store. */
  async #discard({ stored, fromCache }: ModelOrigin, error: unknown): Promise<never> {
    if (stored && !fromCache && opensNowhere(error)) {
      await this.#backends.ask('deleteModel', { url: this.url }).catch(() => false);
    }
    throw error;
  }

  #lastError(error: unknown): unknown {
    const plain = this.#asked.backend !== 'auto' || (isEdgewiseError(error) && error.code === 'unsupported-op');
    return plain ? error : noneLeft(this.url, this.#failures, error);
  }

  /**
   * What nobody asked for has to prove itself: by what was right before, or (null) by repeating its answer. wasm, of
   * which nothing is known yet, repeats it beside the predictions: a second run would hold up the first of them.
   */
  #referenceFor(configuration: Configuration, kept: KeptChoice | null): Tensors | null | undefined {
    if (this.#asked.backend !== 'auto') return undefined;
    const [usual = configuration] = this.#order;
    return kept?.answer ?? (isSame(configuration, usual) ? undefined : null);
  }

  async #selfTested(session: SessionClient, reference: Tensors | null): Promise<SessionClient> {
    try {
      const { answer, agreed, difference } = await session.selfTest(reference, { first: true }, this.#signals);
      if (answer && !agreed) throw disagreement(difference);
      return session;
    } catch (error) {
      void session.close();
      throw error;
    }
  }

  #loaded(model: VerifiedModel, session: SessionClient, kept: KeptChoice | null): Model {
    const loaded = new LoadedModel(model, session, this.#choice(session, kept), {
      ...model.origin,
      ...this.#clock.report(),
    });
    const keeper = new BackendKeeper(loaded, this.#backends, this.#asked, model, this.#failures, kept);
    loaded.recoverBy((lost, error) => keeper.recover(lost, error));
    keeper.begin();
    return loaded;
  }

  /** Whatever still runs for this load is taken back. */
  end(): void {
    this.#deadline.clear();
    this.#ended.abort();
  }

  get #signals(): (AbortSignal | undefined)[] {
    return [this.options.signal, this.#deadline.signal, this.#ended.signal];
  }

  /** What is known when the model is ready; all of it is said when the others were measured. */
  #choice({ configuration }: SessionClient, kept: KeptChoice | null): BackendChoice {
    const { backend: name, threads } = configuration;
    const { backend: asked } = this.#asked;
    const first =
      asked === 'auto' ? `${name} answers first; the others are measured beside it.` : `${name} was asked for.`;
    const failures = this.#failures.map((other) => `${inWords(other)}: ${other.reason ?? other.status}`);
    const reasons = kept?.reasons ?? [first, ...failures];
    return { name, threads, location: this.#backends.location, reasons, measurements: kept?.measurements ?? [] };
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

/** Rejects when the other does; never resolves. */
function failureOf(other: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    other.catch(reject);
  });
}
