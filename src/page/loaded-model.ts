/// <reference lib="esnext.disposable" preserve="true" />
import type { BackendChoice } from '../model/backend-choice.js';
import { isLoss } from './backend-failures.js';
import { checkTimeout, Deadline } from './deadline.js';
import type { InputSource } from './input-source.js';
import { EdgewiseError } from '../errors.js';
import type { ExplainOptions } from './explain-options.js';
import type { LoadReport } from './load-report.js';
import type { Explanation } from '../model/explanation.js';
import type { ModelManifest } from '../model/manifest/manifest.js';
import type { PredictInput, SentInput, TableRow } from '../model/input.js';
import type { TensorSpec } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';
import { keepInput, type KeptInput, type Outgoing } from './outgoing.js';
import { predictAll } from './predict-all.js';
import type { Prediction, PredictOptions } from './predict-options.js';
import type { CallOptions } from '../worker/client/connection.js';
import type { SessionClient } from '../worker/client/session-client.js';
import type { Answered, Explained } from '../worker/protocol.js';
import { unlessAborted } from '../worker/client/unless-aborted.js';

const defaultTimeout = 30_000;
/** How often one prediction is begun. An input that ends every worker must not do so for ever. */
const mostAttempts = 3;

type Ask<Answer> = (session: SessionClient, inputs: readonly SentInput[], call: CallOptions) => Promise<Answer>;
type Recover = (lost: SessionClient, error: EdgewiseError) => Promise<void>;

/** A model that is ready to predict. Event `backendchange` follows a change of `backend`. */
export interface Model<Value = unknown> extends EventTarget {
  /** Of its model.json, or of its package's manifest.json. */
  readonly url: string;
  /** As its package says; of a plain TF.js model, after its URL. */
  readonly name: string;
  /** Semantic version of its package; null for a plain TF.js model. */
  readonly version: string | null;
  /** SHA-256 (hex) that names exactly these bytes: of a package, of the bytes of its manifest. */
  readonly digest: string;
  /** What its package says of itself, as checked; null for a plain TF.js model. */
  readonly manifest: ModelManifest | null;
  /** What it computes from: names, dtypes and shapes. */
  readonly inputs: readonly TensorSpec[];
  /** What it computes: names, dtypes and shapes. */
  readonly outputs: readonly TensorSpec[];
  /** As it is now; event `backendchange` when it changes. */
  readonly backend: BackendChoice;
  /** How it came to be loaded: from where, and how long it took. */
  readonly loadReport: LoadReport;
  /**
   * Computes the answer to one input, off the main thread. The input is copied before this returns. Tensors are taken by
   * every model; pictures, records and texts where its package declares how tensors are made from them.
   *
   * @throws EdgewiseError `input`, `timeout`, `disposed`, `worker`
   */
  predict(input: PredictInput, options?: PredictOptions): Promise<Prediction<Value>>;
  /**
   * Predictions for a stream of inputs, in their order. The source is read no faster than the
   * predictions are taken. With `batchSize`, so many inputs run as one along their first dimension. Of a video, its
   * picture whenever a prediction is asked for, until it ends: frames that came meanwhile are left out, none waits.
   */
  predictAll(
    source: Iterable<PredictInput> | AsyncIterable<PredictInput> | ReadableStream<PredictInput> | HTMLVideoElement,
    options?: PredictOptions & { batchSize?: number },
  ): AsyncIterable<Prediction<Value>>;
  /**
   * How much each field of a record, or token of a text, moved the answer away from the answer to a reference: the typical
   * record of the data that the model was evaluated on (its package's profile), or a text without tokens. For
   * classifications and regressions whose package declares how a record or a text becomes their input.
   *
   * It runs the model up to 4,096 times where nothing else is asked, in batches between which predictions go on. What the
   * effects mean, and what they do not, `meaning` says in words for people.
   *
   * @throws EdgewiseError `input`, `timeout`, `disposed`, `worker`
   */
  explain(input: TableRow | string, options?: ExplainOptions): Promise<Explanation>;
  /** Frees memory and workers; calls under way and later ones reject with `disposed`. */
  dispose(): Promise<void>;
  /** As `dispose`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export class LoadedModel<Value> extends EventTarget implements Model<Value> {
  readonly url: string;
  readonly name: string;
  readonly version: string | null;
  readonly digest: string;
  readonly manifest: ModelManifest | null;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  #backend: BackendChoice;
  #session: SessionClient;
  #recover!: Recover;
  /** Predictions under way by session: the last one out closes a session that was replaced. */
  readonly #running = new Map<SessionClient, number>();
  readonly #lifetime = new AbortController();
  #disposal: Promise<void> | undefined;
  #count = 0;
  #answer!: () => void;
  /** Resolves with the first prediction. */
  readonly answered = new Promise<void>((resolve) => {
    this.#answer = resolve;
  });

  constructor(
    { url, name, version, digest, manifest }: Pick<VerifiedModel, 'url' | 'name' | 'version' | 'digest' | 'manifest'>,
    session: SessionClient,
    backend: BackendChoice,
    readonly loadReport: LoadReport,
  ) {
    super();
    this.url = url;
    this.name = name;
    this.version = version;
    this.digest = digest;
    this.manifest = manifest;
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.#session = session;
    this.#backend = backend;
  }

  get backend(): BackendChoice {
    return this.#backend;
  }

  /** Aborted when the model is disposed of; whatever is done for the model ends with it. */
  get lifetime(): AbortSignal {
    return this.#lifetime.signal;
  }

  async predict(input: PredictInput, options: PredictOptions = {}): Promise<Prediction<Value>> {
    const started = performance.now();
    const { answer, ...run } = await this.#run(predict, [this.keep(input, options)], options, started);
    return prediction(run, answer[0] as Answered);
  }

  /** What a prediction is made from: copied, unless it is handed over. */
  keep(input: PredictInput, { signal, timeout, transfer = false }: PredictOptions): KeptInput {
    this.lifetime.throwIfAborted();
    signal?.throwIfAborted();
    checkTimeout(timeout, 'predict');
    return keepInput(input, transfer);
  }

  /** Several inputs as one batch, along their first dimension. */
  async predictTogether(inputs: readonly KeptInput[], options: PredictOptions): Promise<Prediction<Value>[]> {
    const { answer: answers, ...run } = await this.#run(predict, inputs, options, performance.now());
    return answers.map((answer, i) => prediction({ ...run, id: `${run.id}.${i}` }, answer));
  }

  async explain(
    input: TableRow | string,
    { method, fields, label, ...options }: ExplainOptions = {},
  ): Promise<Explanation> {
    const started = performance.now();
    const question = { method, fields, label };
    const explain: Ask<Explained> = (session, [input = ''], call) => session.explain(input, question, call);
    const { answer, milliseconds } = await this.#run(explain, [this.keep(input, options)], options, started);
    return { ...answer, milliseconds };
  }

  async #run<Answer>(
    ask: Ask<Answer>,
    inputs: readonly KeptInput[],
    { signal, timeout = defaultTimeout, transfer = false }: PredictOptions,
    started: number,
  ) {
    const deadline = new Deadline(timeout, `The prediction by ${this.name}`);
    try {
      const computed = await this.#compute(ask, inputs, transfer, [signal, this.lifetime, deadline.signal]);
      const id = `${this.digest.slice(0, 8)}-${String(++this.#count)}`;
      return { id, ...computed, milliseconds: performance.now() - started };
    } catch (error) {
      if (error === deadline.signal.reason) this.#session.engine.suspect();
      throw error;
    } finally {
      deadline.clear();
      this.#answer();
    }
  }

  /** What is lost on the way is computed again by what remains, unless its inputs went with it. */
  async #compute<Answer>(
    ask: Ask<Answer>,
    inputs: readonly KeptInput[],
    transfer: boolean,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    for (let attempt = 1; ; attempt++) {
      const made = inputs.map((input) => input());
      // What is there at once goes at once: the caller may go on with it.
      const sent = made.every(isReady)
        ? made
        : await unlessAborted(Promise.all(made.map((one) => Promise.resolve(one))), signals);
      const session = this.#session;
      this.#enter(session);
      try {
        const answer = await ask(
          session,
          sent.map(({ input }) => input),
          { transfer: sent.flatMap((each) => each.transfer), signals },
        );
        return { answer, backend: session.configuration.backend };
      } catch (error) {
        if (!isLoss(error)) throw error;
        await unlessAborted(this.#recover(session, error), signals);
        if (transfer) throw handedOver(error);
        if (attempt === mostAttempts) throw error;
      } finally {
        this.#leave(session);
      }
    }
  }

  get session(): SessionClient {
    return this.#session;
  }

  /** Who puts another session in the place of one that was lost. */
  recoverBy(recover: Recover): void {
    this.#recover = recover;
  }

  predictAll(
    source: InputSource,
    { batchSize = 1, ...options }: PredictOptions & { batchSize?: number } = {},
  ): AsyncIterable<Prediction<Value>> {
    return predictAll(this, source, batchSize, options);
  }

  /** From the next prediction on, this session answers; the one before ends with its last prediction. */
  replaceSession(session: SessionClient, backend: BackendChoice): void {
    const replaced = this.#session;
    this.#session = session;
    if (!this.#running.has(replaced)) void replaced.close();
    this.explainBackend(backend);
  }

  /** What is known of the backend has changed: which one it is, or the measurements behind it. */
  explainBackend(backend: BackendChoice): void {
    this.#backend = backend;
    this.dispatchEvent(new Event('backendchange'));
  }

  dispose(): Promise<void> {
    return (this.#disposal ??= this.#dispose());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #dispose(): Promise<void> {
    this.#lifetime.abort(
      new EdgewiseError('disposed', `The model ${this.name} was disposed of. Load it again to predict.`, {
        url: this.url,
      }),
    );
    // A replaced session that still ran closes when its last call, rejected just now, has left.
    await this.#session.close();
  }

  #enter(session: SessionClient): void {
    this.#running.set(session, (this.#running.get(session) ?? 0) + 1);
  }

  #leave(session: SessionClient): void {
    const left = (this.#running.get(session) ?? 1) - 1;
    if (left > 0) {
      this.#running.set(session, left);
      return;
    }
    this.#running.delete(session);
    if (session !== this.#session) void session.close();
  }
}

function isReady(sent: ReturnType<KeptInput>): sent is Outgoing {
  return 'input' in sent;
}

const predict: Ask<Answered[]> = (session, inputs, call) => session.predict(inputs, call);

/** Where its package does not say what the outputs mean, they are the answer. */
function prediction<Value>(
  run: Omit<Prediction, 'outputs' | 'value'>,
  { outputs, value = outputs }: Answered,
): Prediction<Value> {
  return { ...run, outputs, value: value as Value };
}

function handedOver({ message, details }: EdgewiseError): EdgewiseError {
  return new EdgewiseError('worker', `The input was handed over, and went with what computed it. ${message}`, details);
}
