import type { BackendName, EngineConfig, EngineFacts } from '../../model/backend.js';
import type { ModelKind } from '../../model/model-json.js';
import type { Connection } from './connection.js';
import { lossOf } from './loss.js';
import { spawn, type Location, type Realm } from './spawn.js';

/** Where the worker files lie. */
export interface WorkerUrls {
  graph: string;
  layers: string;
}

export interface EngineRequest {
  config: EngineConfig;
  kind: ModelKind;
  location: Location;
  urls: WorkerUrls;
}

/** The worker runs, but not the backend in it: another one may. */
export class BackendFailure extends Error {
  constructor(override readonly cause: Error) {
    super(cause.message);
  }
}

/** Milliseconds in which a realm that lives answers, unless a run of that length keeps it. */
const patience = 5_000;

/** A realm in which one backend configuration lives, for as long as someone uses it. */
export class Engine {
  constructor(
    private readonly realm: Realm,
    readonly backend: BackendName,
    readonly facts: EngineFacts,
    /** What its start took. */
    readonly milliseconds: number,
  ) {
    realm.connection.onLost((lost, reason) => {
      if (lost === backend) realm.fail(lossOf(lost, reason));
    });
  }

  get connection(): Connection {
    return this.realm.connection;
  }

  /** After a call that took too long: a realm that does not even answer now is given up. */
  suspect(): void {
    this.connection.call('ping', null, { signals: [AbortSignal.timeout(patience)] }).catch(() => {
      this.realm.fail(lossOf('worker', 'it did not answer'));
    });
  }
}

/** One user's hold on an engine, from the request on: an engine must not end before it reaches them. */
export class Lease {
  #released = false;

  constructor(private readonly slot: Slot) {
    slot.users++;
  }

  /** @throws BackendFailure where the realm started, but not the backend in it */
  get engine(): Promise<Engine> {
    return this.slot.engine;
  }

  /** With its last user a worker ends, whatever it is at. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (--this.slot.users > 0) return;
    this.slot.forget();
    this.slot.realm?.terminate();
  }
}

/** A place in the pool. */
interface Slot {
  users: number;
  realm: Realm | undefined;
  engine: Promise<Engine>;
  forget: () => void;
}

const slots = new Map<string, Slot>();

/** The engine of this configuration, started where there is none. Whoever acquires it releases it. */
export function acquireEngine(request: EngineRequest): Lease {
  const { config, kind, location, urls } = request;
  const key = JSON.stringify(location === 'page' ? [location, config.backend] : [urls[kind], config]);
  return new Lease(slots.get(key) ?? openSlot(key, request));
}

function openSlot(key: string, request: EngineRequest): Slot {
  const forget = () => {
    if (slots.get(key) === slot) slots.delete(key);
  };
  const slot: Slot = {
    users: 0,
    realm: undefined,
    forget,
    engine: Promise.resolve().then(() => startEngine(request, slot)),
  };
  slots.set(key, slot);
  slot.engine.catch(forget); // heard of by whoever holds a lease
  return slot;
}

async function startEngine({ config, kind, location, urls }: EngineRequest, slot: Slot): Promise<Engine> {
  // On the page, one file serves both kinds: a second one would bring a second TF.js.
  const began = performance.now();
  const realm = await spawn(location === 'page' ? urls.layers : urls[kind], location);
  slot.realm = realm;
  realm.connection.onClose(slot.forget);
  if (slot.users === 0) realm.terminate();
  try {
    const facts = await realm.connection.call('startEngine', config);
    return new Engine(realm, config.backend, facts, performance.now() - began);
  } catch (error) {
    realm.terminate();
    throw new BackendFailure(error as Error);
  }
}
