import { assetUrls } from './assets.js';
import { isEdgewiseError } from '../errors.js';
import { requirePage } from './environment.js';
import type { CallName, Calls } from '../worker/protocol.js';
import { callStore, storeIsOnPage } from '../worker/client/store-client.js';

/** Asks the store: in a worker as everything else, on the page where workers are not to be had. */
export async function askStore<Name extends CallName>(
  name: Name,
  request: Calls[Name]['request'],
): Promise<Calls[Name]['answer']> {
  requirePage('Edgewise');
  const { workers } = await assetUrls();
  if (storeIsOnPage()) return callStore(workers, 'page', name, request);
  try {
    return await callStore(workers, 'worker', name, request);
  } catch (error) {
    if (!isEdgewiseError(error) || error.code !== 'environment') throw error;
    return callStore(workers, 'page', name, request);
  }
}
