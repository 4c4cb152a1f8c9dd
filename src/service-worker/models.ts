import type { ModelKind } from '../model/model-json.js';
import { downloadSigningFile } from '../store/download-signing-file.js';
import { fetchModel } from '../store/fetch-model.js';
import type { CacheMode } from '../store/fetch-request.js';
import { openDatabase } from '../store/open.js';
import type { ModelDatabase } from '../store/record.js';
import { notStored } from './failures.js';

/**
 * Puts models into the store where `loadModel` finds them: whole or not at all, every file as its manifest says, and
 * once. Those that are there are asked for changes only; where nobody answers, they stay as they are.
 *
 * Who signed them is for `loadModel` to judge, which knows the keys. What it judged is not replaced here by what nobody
 * has, and what is new here comes with its `manifest.sig`, so that it can be judged without a network.
 *
 * @param urls absolute, as `loadModel` names them
 * @param scope of the service worker for which they are kept
 */
export async function keepModels(urls: readonly string[], scope: string): Promise<void> {
  const database = await openDatabase();
  // One after the other: each is in memory whole while it is verified.
  for (const url of urls) {
    await keepModel(database, url);
    const record = await database.find(url);
    if (!record) continue;
    const signingFile = record.package && (record.signingFile ?? (await downloadSigningFile(url, unhurried)));
    const offlineFor = [...new Set([...(record.offlineFor ?? []), scope])];
    await database.update(url, { offlineFor, ...(signingFile && { signingFile }) });
  }
}

const { signal } = new AbortController();
const unhurried = { requestInit: {}, cache: 'no-cache', signal } as const;

async function keepModel(database: ModelDatabase, url: string): Promise<void> {
  const load = (cache: CacheMode) =>
    fetchModel(database, { url, cache, requestInit: {} }, { signal, onProgress: () => undefined });
  const isJudged = (await database.find(url))?.highestRelease !== undefined;
  if (isJudged && (await load('only-if-cached').catch(() => null))) return;
  const { origin } = await load('default');
  if (!origin.stored) throw notStored(url, origin.reason ?? 'it was refused.');
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
