import type { CallOptions } from './connection.js';
import type { WorkerUrls } from './engine-pool.js';
import type { CallName, Calls } from '../protocol.js';
import { spawn, type Location, type Realm } from './spawn.js';

/** How long a store worker stays without work. One that keeps models in memory stays. */
const idleTime = 10_000;

const realms = new Map<Location, Promise<Realm>>();
let idleTimer: ReturnType<typeof setTimeout> | undefined;

/** Asks the page's one store, which is started where it is not running. */
export async function callStore<Name extends CallName>(
  urls: WorkerUrls,
  location: Location,
  name: Name,
  request: Calls[Name]['request'],
  options?: CallOptions,
): Promise<Calls[Name]['answer']> {
  clearTimeout(idleTimer);
  const { connection } = await realmAt(location, urls);
  try {
    return await connection.call(name, request, options);
  } finally {
    if (location === 'worker' && connection.idle) scheduleEnd();
  }
}

function realmAt(location: Location, urls: WorkerUrls): Promise<Realm> {
  const known = realms.get(location);
  if (known) return known;
  const realm = spawn(location === 'page' ? urls.layers : urls.graph, location);
  realms.set(location, realm);
  const forget = () => {
    if (realms.get(location) === realm) realms.delete(location);
  };
  realm.then(({ connection }) => {
    connection.onClose(forget);
  }, forget);
  return realm;
}

/** True where a store of this page is up, or coming up, on the page itself. */
export function storeIsOnPage(): boolean {
  return realms.has('page') && !realms.has('worker');
}

function scheduleEnd(): void {
  idleTimer = setTimeout(() => {
    void endIfIdle();
  }, idleTime);
}

async function endIfIdle(): Promise<void> {
  const realm = await realms.get('worker')?.catch(() => undefined);
  if (!realm?.connection.idle) return;
  const { kind } = await realm.connection.call('storeUsage', null);
  if (kind === 'indexeddb' && realm.connection.idle) realm.terminate();
}
