import type { ModelKind } from '../model/model-json.js';
import { fetchModel } from '../store/fetch-model.js';
import { openDatabase } from '../store/open.js';
import { notStored } from './failures.js';

/**
 * Puts models into the store where `loadModel` finds them: verified, whole or not at all, and once. Those that are
 * there are asked for changes only; where nobody answers, they stay as they are.
 *
 * @param urls absolute, as `loadModel` names them
 * @param scope of the service worker for which they are kept
 */
export async function keepModels(urls: readonly string[], scope: string): Promise<void> {
  const database = await openDatabase();
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  // One after the other: each is in memory whole while it is verified.
  for (const url of urls) {
    const { origin } = await fetchModel(database, { url, cache: 'default', requestInit: {} }, hooks);
    if (!origin.stored) throw notStored(url, origin.reason ?? 'it was refused.');
    const { offlineFor = [] } = (await database.find(url)) ?? {};
    await database.update(url, { offlineFor: [...new Set([...offlineFor, scope])] });
  }
}

/** Lets those go that are no longer named: they may make room for others again. */
export async function releaseModels(urls: readonly string[], scope: string): Promise<void> {
  const database = await openDatabase();
  for (const { url, offlineFor = [] } of await database.list()) {
    if (urls.includes(url) || !offlineFor.includes(scope)) continue;
    await database.update(url, { offlineFor: offlineFor.filter((other) => other !== scope) });
  }
}

/** Of all models in the store: each may be opened without a network. */
export async function keptKinds(): Promise<Set<ModelKind>> {
  const database = await openDatabase();
  return new Set((await database.list()).map(({ kind }) => kind));
}
