import { askStore } from './ask-store.js';
import { assetUrls } from './assets.js';
import { requirePage } from './environment.js';
import { messageOf } from '../errors.js';
import type { DeviceReport } from '../model/device.js';
import { callStore } from '../worker/client/store-client.js';

/**
 * What this device and page can do, and why not: WebGL, WebAssembly, workers, storage. A worker looks, since that
 * is where models run; where none starts, the page itself, and `worker.reason` says why.
 *
 * @throws EdgewiseError `environment` where not even the page can load the library's files
 */
export async function inspectDevice(): Promise<DeviceReport> {
  requirePage('inspectDevice');
  const page = { cores: navigator.hardwareConcurrency };
  try {
    const { workers } = await assetUrls();
    return await callStore(workers, 'worker', 'inspectDevice', page);
  } catch (error) {
    const report = await askStore('inspectDevice', page);
    return { ...report, worker: { available: false, reason: messageOf(error) } };
  }
}
