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
    /** Whoever acquired the engine calls it once. With its last user a worker ends, whatever it is at. */
    readonly release: () => void,
  ) {}

  get connection(): Connection {
    return this.realm.connection;
  }
}

/** An engine that is up or coming up, and how many have it or wait for it. */
interface Shared {
  realm: Promise<Started>;
  users: number;
}
interface Started {
  realm: Realm;
  facts: EngineFacts;
}

const engines = new Map<string, Shared>();

/** The engine of this configuration, started where there is none. Whoever acquires it releases it. */
export async function acquireEngine(request: EngineRequest): Promise<Engine> {
  const { config, kind, location } = request;
  const key = JSON.stringify(location === 'page' ? [location, config.backend] : [kind, config]);
  const engine = engines.get(key) ?? begin(key, request);
  // Counted before the wait: a user that leaves meanwhile must not end it.
  engine.users++;
  const { realm, facts } = await engine.realm;
  return new Engine(realm, facts, () => {
    if (--engine.users > 0) return;
    forget(key, engine);
    realm.terminate();
  });
}

function begin(key: string, request: EngineRequest): Shared {
  const engine: Shared = { realm: start(request), users: 0 };
  engines.set(key, engine);
  engine.realm.then(
    ({ realm }) => {
      realm.connection.onClose(() => {
        forget(key, engine);
      });
    },
    () => {
      forget(key, engine);
    },
  );
  return engine;
}

function forget(key: string, engine: Shared): void {
  if (engines.get(key) === engine) engines.delete(key);
}

async function start({ config, kind, location, urls }: EngineRequest): Promise<Started> {
  // On the page, one file serves both kinds: a second one would bring a second TF.js.
  const realm = await spawn(location === 'page' ? urls.layers : urls[kind], location);
  try {
    return { realm, facts: await realm.connection.call('startEngine', config) };
  } catch (error) {
    realm.terminate();
    throw error;
  }
}
