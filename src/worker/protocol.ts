import type { ErrorCode, ErrorDetails } from '../errors.js';
import type { Improvement, ImproveRequest } from '../choice/improve.js';
import type { PlanRequest } from '../choice/plan.js';
import type { BackendName, Configuration, EngineConfig, EngineFacts, ModelSize } from '../model/backend.js';
import type { KeptChoice } from '../model/kept-choice.js';
import type { Measurement } from '../model/backend-choice.js';
import type { DeviceReport } from '../model/device.js';
import type { Explanation, ExplainQuestion } from '../model/explanation.js';
import type { SentInput } from '../model/input.js';
import type { Progress } from '../model/progress.js';
import type { TensorSpec, Tensors } from '../model/tensor.js';
import type { VerifiedModel } from '../model/verified-model.js';

/**
 * Everything that a page can ask of a worker, by name: what it sends, what it gets. A store worker
 * answers the first part, an engine worker the second; both run from one file.
 */
export interface Calls {
  fetchModel: { request: FetchModelRequest; answer: VerifiedModel };
  listModels: { request: null; answer: StoredModelInfo[] };
  storeUsage: { request: null; answer: StoreUsage };
  deleteModel: { request: { url: string }; answer: boolean };
  pinModel: { request: { url: string; pinned: boolean }; answer: null };
  clearStore: { request: null; answer: null };

  inspectDevice: { request: { cores: number }; answer: DeviceReport };
  planImprovement: { request: ImproveRequest; answer: Improvement };
  concludeChoice: { request: ChoiceFacts; answer: Conclusion };
  forgetChoice: { request: { url: string }; answer: null };

  startEngine: { request: EngineConfig; answer: EngineFacts };
  openSession: { request: { model: VerifiedModel; backend: BackendName }; answer: SessionInfo };
  /** Several inputs run as one batch. */
  predict: { request: { session: number; inputs: readonly SentInput[] }; answer: Answered[] };
  /** Runs many inputs, in batches: what else is asked comes in between. */
  explain: { request: ExplainRequest; answer: Explained };
  selfTest: { request: SelfTestRequest; answer: SelfTest };
  measure: { request: { session: number }; answer: number };
  closeSession: { request: { session: number }; answer: null };
  /** Answered at once, whatever waits: a realm that does not is hung or gone. One that lives looks after its backend. */
  ping: { request: null; answer: null };
}

export type CallName = keyof Calls;

/** How the store and the network are asked; see `LoadOptions.cache`. */
export type CacheMode = 'default' | 'reload' | 'no-store' | 'only-if-cached';

export interface FetchModelRequest {
  /** Absolute, without a fragment. */
  url: string;
  cache: CacheMode;
  requestInit: PlainRequestInit;
  trustedKeys?: readonly string[];
}

/** The part of a RequestInit that survives the way into a worker. */
export type PlainRequestInit = Pick<
  RequestInit,
  'credentials' | 'mode' | 'redirect' | 'referrer' | 'referrerPolicy'
> & { headers?: [string, string][] };

/** What is kept of a model apart from its bytes; times in milliseconds since 1970. */
export interface StoredModelInfo {
  url: string;
  name: string;
  version: string | null;
  digest: string;
  bytes: number;
  storedAt: number;
  usedAt: number;
  pinned: boolean;
}

/** How much room the store takes. */
export interface StoreUsage {
  /** In IndexedDB, or in memory until the page is closed. */
  kind: 'indexeddb' | 'memory';
  /** Of all models together; what they share counts once. */
  bytes: number;
  /** How many models are kept. */
  models: number;
  /** Bytes the browser would give this origin, as it says; null where it does not say. */
  quota: number | null;
  /** True where the browser promised not to evict this origin's data by itself. */
  persisted: boolean;
}

export interface SessionInfo {
  session: number;
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  size: ModelSize;
  /** Whether its package has golden examples that it was not asked yet. */
  golden: boolean;
}

/** What a model answers to one input. */
export interface Answered {
  outputs: Tensors;
  /** What its package makes of them, where it says how. */
  value?: unknown;
}

/** How long it took is known on the page. */
export type Explained = Omit<Explanation, 'milliseconds'>;

export interface ExplainRequest {
  session: number;
  input: SentInput;
  question: ExplainQuestion;
}

/** What was found out about a model's backends, to be said in sentences. */
export interface ChoiceFacts extends PlanRequest {
  url: string;
  digest: string;
  chosen: Configuration;
  measurements: readonly Measurement[];
  /** What did not start before the first backend did. */
  failures: readonly Measurement[];
  /** The reference for the next start's self-test; null where the choice is not to be kept. */
  answer: Tensors | null;
  keep: boolean;
  /** What an earlier start kept, where it proved true again; of the measurements only their starts count then. */
  kept: KeptChoice | null;
}

export interface Conclusion {
  reasons: string[];
  /** What was measured, and what was not with the reason. */
  measurements: Measurement[];
  /** What the next start begins with; null where nothing was kept. */
  first: Configuration | null;
}

export interface SelfTestRequest {
  session: number;
  /** What another backend answered to the same inputs; null: the session is held against itself. */
  reference: Tensors | null;
  /** The session's first answer will do: no second run, and no further golden examples. */
  first: boolean;
}

export interface SelfTest {
  /** The session's own answer; null where it was tried on inputs that are not for this model, so that nothing can be compared. */
  answer: Tensors | null;
  agreed: boolean;
  /** The largest, relative to the scale of the reference. */
  difference: number;
  /** What is wrong where it did not agree, to follow the backend's name. */
  reason: string;
}

/** From the page. `abort` takes a call back; it may come too late. */
export type Request<Name extends CallName = CallName> =
  { id: number; call: Name; request: Calls[Name]['request'] } | { id: number; abort: true };

/** From the worker. `ready` comes once, first: a worker from a blob drops what is sent before. */
export type Reply =
  | { ready: true }
  | { failed: string }
  | { lost: BackendName; reason: string }
  | { id: number; progress: Progress }
  | { id: number; answer: unknown }
  | { id: number; error: ErrorOnTheWay };

/** An error as it crosses: structured clone would keep the message alone. */
export interface ErrorOnTheWay {
  /** Null for an error that is none of ours. */
  code: ErrorCode | null;
  message: string;
  details: ErrorDetails;
  stack: string | undefined;
}

/** What a Worker, a MessagePort and a worker's global scope have in common. */
export interface Endpoint {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
