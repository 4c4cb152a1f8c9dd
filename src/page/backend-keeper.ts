import { isFaster, median } from '../choice/choose.js';
import type { EdgewiseError } from '../errors.js';
import { failed, isLoss, noneLeft } from './backend-failures.js';
import type { Backends } from './backends.js';
import { Deadline } from './deadline.js';
import { hint } from './first-hint.js';
import type { LoadedModel } from './loaded-model.js';
import type { BackendName, Configuration } from '../model/backend.js';
import type { BackendChoice, Measurement } from '../model/backend-choice.js';
import type { KeptChoice } from '../model/kept-choice.js';
import type { Tensors } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { race } from './race.js';
import { lossOf } from '../worker/client/loss.js';
import type { SessionClient } from '../worker/client/session-client.js';
import type { ChoiceFacts, SelfTest } from '../worker/protocol.js';

/** Milliseconds for a backend to start and to answer once; under some policies threads never start. */
const startTime = 10_000;
/** WebGL that is lost so often within a minute is left alone. */
const mostLosses = 3;
const minute = 60_000;
/** Milliseconds after which measuring begins even where nobody predicts. */
const firstPredictionTime = 1_000;

type FoundOut = Omit<ChoiceFacts, 'url' | 'digest' | 'chosen' | 'failures'>;

export interface Asked {
  backend: 'auto' | BackendName;
  threads: number | 'auto';
}

/** Keeps a loaded model on the fastest backend that computes its answers, and on another one when that is lost. */
export class BackendKeeper {
  /** When WebGL was lost, in milliseconds of the page's clock. */
  #losses: number[] = [];
  /** What contradicted itself, or its package, is not asked again. */
  readonly #wrong = new Map<BackendName, Measurement>();
  /** Sentences of what happened since the model was loaded. */
  readonly #events: string[] = [];
  #improving: Promise<void> = Promise.resolve();
  #recovering: Promise<void> | undefined;

  constructor(
    private readonly model: LoadedModel<unknown>,
    private readonly backends: Backends,
    private readonly asked: Asked,
    private readonly facts: Pick<VerifiedModel, 'url' | 'kind' | 'digest' | 'origin'>,
    private failures: readonly Measurement[],
    private kept: KeptChoice | null,
  ) {}

  /** From the first prediction on, which nothing here may delay. */
  begin(): void {
    this.#watch(this.model.session);
    const late = new Promise((resolve) => setTimeout(resolve, firstPredictionTime));
    this.#improving = Promise.race([this.model.answered, late]).then(() => undefined);
    this.#improveNext();
  }

  /** Another session in the place of one that was lost, from what remains. */
  recover(lost: SessionClient, error: EdgewiseError): Promise<void> {
    if (this.model.session !== lost) return Promise.resolve(); // done already
    return (this.#recovering ??= this.#recover(lost, error).finally(() => {
      this.#recovering = undefined;
    }));
  }

  #watch(session: SessionClient): void {
    session.engine.connection.onClose((error) => {
      if (isLoss(error) && !this.model.lifetime.aborted) this.recover(session, error).catch(() => undefined);
    });
  }

  async #recover(lost: SessionClient, error: EdgewiseError): Promise<void> {
    const { backend } = lost.configuration;
    const now = performance.now();
    if (backend === 'webgl') this.#losses = [...this.#losses.filter((time) => now - time < minute), now];
    this.kept = null;
    this.#forget();
    const failures: Measurement[] = [];
    for (const name of ['wasm', 'webgl', 'cpu'] as const) {
      const wrong = this.#wrong.get(name);
      if (wrong) failures.push(wrong);
      if (wrong || (name === 'webgl' && backend === 'webgl')) continue;
      const next = { backend: name, threads: 1 };
      const deadline = new Deadline(startTime, `Starting ${name}`);
      try {
        const session = await this.backends.openAgain(this.facts, next, [this.model.lifetime, deadline.signal]);
        this.#events.push(`${backend} was lost (${String(error.details['reason'])}); ${name} answered instead.`);
        if (this.#isBarred(lost.configuration)) {
          this.#events.push(`${backend} was lost ${mostLosses} times within a minute, and is left alone.`);
        }
        this.failures = failures;
        this.#replace(session, []);
        this.#improveNext();
        return;
      } catch (failure) {
        this.model.lifetime.throwIfAborted();
        failures.push(failed(next, failure));
      } finally {
        deadline.clear();
      }
    }
    throw noneLeft(this.facts.url, failures, error);
  }

  /** What was remembered led to a loss: it is asked anew. */
  #forget(): void {
    hint(this.facts.url, null);
    this.backends.ask('forgetChoice', { url: this.facts.url }).catch(() => undefined);
  }

  /** One at a time: after a loss the one before ends by itself, since its session is gone. */
  #improveNext(): void {
    this.#improving = this.#improving.then(() => this.#improve()).catch(() => undefined);
  }

  /** Measures what else this device has and changes over to what is faster. Nothing here can fail the model. */
  async #improve(): Promise<void> {
    const { model, kept } = this;
    const signals = [model.lifetime];
    const request = this.#request();
    const plan = await this.backends.ask('planImprovement', { ...request, kept }, { signals });
    const candidates = plan.candidates.filter((candidate) => !this.#isBarred(candidate));
    // What is left alone for now is to be asked again at the next start.
    const keep = plan.keep && candidates.length === plan.candidates.length;
    const found: Measurement[] = [];
    let answer: Tensors | null = null;
    const { session } = model;
    if (candidates.length > 0 || keep || session.golden) {
      const own = await session.selfTest(null, {}, signals);
      if (own.answer && !own.agreed) {
        await this.#refuse(session, own);
        return;
      }
      ({ answer } = own);
      for (const candidate of candidates) {
        found.push(...(await this.#try(candidate, answer, plan.racing)));
        model.lifetime.throwIfAborted();
      }
    }
    // What agreed and won then, and does not now, is no longer true.
    const holds = !plan.outdated && found.every(({ status }) => status === 'measured') ? kept : null;
    if (kept && !holds) this.#forget();
    await this.#conclude({ ...request, measurements: found, answer, keep, kept: holds });
  }

  /** Puts aside what answers wrongly; where nothing takes its place, predictions say so from now on. */
  async #refuse(session: SessionClient, { difference, reason }: SelfTest): Promise<void> {
    const { backend } = session.configuration;
    this.#wrong.set(backend, { ...session.configuration, status: 'disagreed', difference, reason });
    await this.recover(session, lossOf(backend, reason)).catch((error: unknown) => {
      session.refuse(error as EdgewiseError);
    });
  }

  /** Answers what came of it, and of the session that it was held against. */
  async #try(candidate: Configuration, reference: Tensors | null, racing: boolean): Promise<Measurement[]> {
    const { model } = this;
    if (!reference) return [{ ...candidate, status: 'skipped', reason: 'its answers cannot be compared' }];
    const current = model.session;
    const deadline = new Deadline(startTime, `Starting ${candidate.backend}`);
    const signals = [model.lifetime, deadline.signal];
    let session: SessionClient | undefined;
    try {
      session = await this.backends.openAgain(this.facts, candidate, signals);
      const { agreed, difference } = await session.selfTest(reference, {}, signals);
      deadline.clear();
      if (!agreed) return [{ ...candidate, status: 'disagreed', difference, start: session.milliseconds }];
      const times = racing ? await race(current, session, [model.lifetime]) : { current: [], candidate: [] };
      const before = measured(current, times.current);
      const after = { ...measured(session, times.candidate), difference };
      if (model.session === current && (!racing || isFaster(after.median, before.median))) {
        this.#replace(session, model.backend.measurements);
        session = undefined;
      }
      return racing || this.kept ? [before, after] : [];
    } catch (error) {
      if (current.engine.connection.closed) throw error; // not this one's failure: all is asked again
      return [failed(candidate, error)];
    } finally {
      deadline.clear();
      void session?.close();
    }
  }

  async #conclude(found: FoundOut): Promise<void> {
    const { model, failures } = this;
    const { url, digest } = this.facts;
    const { session } = model;
    const facts = { ...found, url, digest, chosen: session.configuration, failures };
    const signals = [model.lifetime];
    const { reasons, measurements, first } = await this.backends.ask('concludeChoice', facts, { signals });
    if (first) hint(url, first);
    if (model.session === session) model.explainBackend(this.#choice(session, reasons, measurements));
  }

  #request() {
    const { session } = this.model;
    return {
      asked: this.asked.backend,
      threads: this.asked.threads,
      location: this.backends.location,
      cores: navigator.hardwareConcurrency,
      stored: this.facts.origin.stored,
      model: session.size,
      first: session.configuration,
    };
  }

  #isBarred({ backend }: Configuration): boolean {
    const recent = this.#losses.filter((time) => performance.now() - time < minute);
    return backend === 'webgl' && recent.length >= mostLosses;
  }

  #replace(session: SessionClient, measurements: readonly Measurement[]): void {
    this.#watch(session);
    this.model.replaceSession(session, this.#choice(session, [], measurements));
  }

  #choice(session: SessionClient, reasons: readonly string[], measurements: readonly Measurement[]): BackendChoice {
    const { backend: name, threads } = session.configuration;
    const { location } = this.backends;
    return { name, threads, location, reasons: [...reasons, ...this.#events], measurements };
  }
}

function measured({ configuration, milliseconds: start }: SessionClient, times: readonly number[]) {
  return { ...configuration, status: 'measured' as const, median: median(times), runs: times.length, start };
}
