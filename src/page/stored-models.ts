import { assetUrls } from './assets.js';
import { isEdgewiseError } from '../errors.js';
import { pageUrl, requirePage } from './environment.js';
import type { CallName, Calls, StoreUsage } from '../worker/protocol.js';
import { callStore, storeIsOnPage } from '../worker/client/store-client.js';

export type { StoreUsage };

/** A model in this device's store. */
export interface StoredModel {
  url: string;
  name: string;
  version: string | null;
  /** SHA-256 (hex) that names exactly these bytes. */
  digest: string;
  bytes: number;
  storedAt: Date;
  usedAt: Date;
  /** A pinned model is never removed to make room for another. */
  pinned: boolean;
}

/** The models that this origin keeps on this device. */
export const store = {
  /** All of them, the last used first. Reads no weights. */
  async list(): Promise<StoredModel[]> {
    const models = await ask('listModels', null);
    return models
      .sort((a, b) => b.usedAt - a.usedAt)
      .map(({ url, name, version, digest, bytes, storedAt, usedAt, pinned }) => ({
        ...{ url, name, version, digest, bytes, pinned },
        storedAt: new Date(storedAt),
        usedAt: new Date(usedAt),
      }));
  },

  /** How much they take, in bytes, and what the browser would give. */
  usage(): Promise<StoreUsage> {
    return ask('storeUsage', null);
  },

  /** True if there was such a model. Models that are loaded go on predicting. */
  async delete(url: string | URL): Promise<boolean> {
    return ask('deleteModel', { url: pageUrl(url) });
  },

  /**
   * Keeps a model from being removed to make room for others, and asks the browser to keep this
   * origin's data; `pin(url, false)` takes it back.
   *
   * @throws EdgewiseError `not-cached` where there is no such model
   */
  async pin(url: string | URL, pinned = true): Promise<void> {
    await ask('pinModel', { url: pageUrl(url), pinned });
    // Insecure pages have no storage manager, whatever the types say.
    const manager = navigator.storage as StorageManager | undefined;
    if (pinned) await manager?.persist();
  },

  /** Removes all models and everything that was remembered of them. */
  async clear(): Promise<void> {
    await ask('clearStore', null);
  },
};

/** In a worker as everything else; on the page where workers are not to be had. */
async function ask<Name extends CallName>(name: Name, request: Calls[Name]['request']): Promise<Calls[Name]['answer']> {
  requirePage('The store');
  const { workers } = await assetUrls();
  if (storeIsOnPage()) return callStore(workers, 'page', name, request);
  try {
    return await callStore(workers, 'worker', name, request);
  } catch (error) {
    if (!isEdgewiseError(error) || error.code !== 'environment') throw error;
    return callStore(workers, 'page', name, request);
  }
}
