import { askStore } from './ask-store.js';
import { pageUrl } from './environment.js';
import { forgetHints } from './first-hint.js';
import type { StoreUsage } from '../worker/protocol.js';

export type { StoreUsage };

/** A model in this device's store. */
export interface StoredModel {
  /** As `loadModel` was told, absolute. */
  url: string;
  /** As its package says; of a plain TF.js model, after its URL. */
  name: string;
  /** Semantic version of its package; null for a plain TF.js model. */
  version: string | null;
  /** SHA-256 (hex) that names exactly these bytes. */
  digest: string;
  /** That it takes on this device. */
  bytes: number;
  /** When it was downloaded. */
  storedAt: Date;
  /** When it was loaded last. */
  usedAt: Date;
  /** A pinned model is never removed to make room for another. */
  pinned: boolean;
}

/** The models that this origin keeps on this device. */
export const store = {
  /** All of them, the last used first. Reads no weights. */
  async list(): Promise<StoredModel[]> {
    const models = await askStore('listModels', null);
    return models
      .sort((a, b) => b.usedAt - a.usedAt)
      .map((info) => ({ ...info, storedAt: new Date(info.storedAt), usedAt: new Date(info.usedAt) }));
  },

  /** How much they take, in bytes, and what the browser would give. */
  usage(): Promise<StoreUsage> {
    return askStore('storeUsage', null);
  },

  /** True if there was such a model. Models that are loaded go on predicting. */
  async delete(url: string | URL): Promise<boolean> {
    return askStore('deleteModel', { url: pageUrl(url) });
  },

  /**
   * Keeps a model from being removed to make room for others, and asks the browser to keep this
   * origin's data; `pin(url, false)` takes it back.
   *
   * @throws EdgewiseError `not-cached` where there is no such model
   */
  async pin(url: string | URL, pinned = true): Promise<void> {
    await askStore('pinModel', { url: pageUrl(url), pinned });
    // Insecure pages have no storage manager, whatever the types say.
    const manager = navigator.storage as StorageManager | undefined;
    if (pinned) await manager?.persist();
  },

  /** Removes all models and everything that was remembered of them. */
  async clear(): Promise<void> {
    forgetHints();
    await askStore('clearStore', null);
  },
};
