import type { EngineConfig, EngineFacts } from '../../model/backend.js';
import type { ModelKind } from '../../model/model-json.js';
import type { Connection } from './connection.js';
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

/** A realm in which one backend configuration lives, for as long as someone uses it. */
export class Engine {
  constructor(
    private readonly realm: Realm,
    readonly facts: EngineFacts,
    private readonly slot: Slot,
  ) {}

  get connection(): Connection {
    return this.realm.connection;
  }

  /** With its last user a worker ends, whatever it is at. */
  release(): void {
    if (--this.slot.users > 0) return;
    this.slot.forget();
    this.realm.terminate();
  }
}

/** A place in the pool. Users count from their request on: an engine must not end before it reaches them. */
interface Slot {
  users: number;
  engine: Promise<Engine>;
  forget: () => void;
}

const slots = new Map<string, Slot>();

/** The engine of this configuration, started where there is none. Whoever acquires it releases it. */
export function acquireEngine(request: EngineRequest): Promise<Engine> {
  const { config, kind, location, urls } = request;
  const key = JSON.stringify(location === 'page' ? [location, config.backend] : [urls[kind], config]);
  const slot = slots.get(key) ?? openSlot(key, request);
  slot.users++;
  return slot.engine;
}

function openSlot(key: string, request: EngineRequest): Slot {
  const forget = () => {
    if (slots.get(key) === slot) slots.delete(key);
  };
  const slot: Slot = { users: 0, forget, engine: Promise.resolve().then(() => startEngine(request, slot)) };
  slots.set(key, slot);
  slot.engine.catch(forget);
  return slot;
}

async function startEngine({ config, kind, location, urls }: EngineRequest, slot: Slot): Promise<Engine> {
  // On the page, one file serves both kinds: a second one would bring a second TF.js.
  const realm = await spawn(location === 'page' ? urls.layers : urls[kind], location);
  try {
    const facts = await realm.connection.call('startEngine', config);
    realm.connection.onClose(slot.forget);
    return new Engine(realm, facts, slot);
  } catch (error) {
    realm.terminate();
    throw error;
  }
}
