export { makeAvailableOffline } from './service-worker/make-available-offline.js';
export type { OfflineFile, OfflineOptions } from './service-worker/options.js';
