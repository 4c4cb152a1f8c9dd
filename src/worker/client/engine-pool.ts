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
  #users = 0;

  constructor(
    private readonly realm: Realm,
    readonly facts: EngineFacts,
    private readonly onUnused: () => void,
  ) {}

  get connection(): Connection {
    return this.realm.connection;
  }

  retain(): this {
    this.#users++;
    return this;
  }

  /** With its last user a worker ends, whatever it is at. */
  release(): void {
    if (--this.#users > 0) return;
    this.onUnused();
    this.realm.terminate();
  }
}

const engines = new Map<string, Promise<Engine>>();

/** The engine of this configuration, started where there is none. Whoever acquires it releases it. */
export async function acquireEngine(request: EngineRequest): Promise<Engine> {
  const { config, kind, location } = request;
  const key = JSON.stringify(location === 'page' ? [location, config.backend] : [kind, config]);
  const known = engines.get(key);
  if (known) return (await known).retain();
  const forget = () => {
    if (engines.get(key) === engine) engines.delete(key);
  };
  const engine = startEngine(request, forget);
  engines.set(key, engine);
  engine.catch(forget);
  return (await engine).retain();
}

async function startEngine({ config, kind, location, urls }: EngineRequest, onUnused: () => void): Promise<Engine> {
  // On the page, one file serves both kinds: a second one would bring a second TF.js.
  const realm = await spawn(location === 'page' ? urls.layers : urls[kind], location);
  try {
    const engine = new Engine(realm, await realm.connection.call('startEngine', config), onUnused);
    realm.connection.onClose(onUnused);
    return engine;
  } catch (error) {
    realm.terminate();
    throw error;
  }
}
