import type { DeviceReport } from '../model/device.js';
import { inspectWasm } from './wasm.js';
import { inspectWebGL } from './webgl.js';

/**
 * What this device and page can do, and why not; in a worker or on the page. Nothing here fails: what the browser
 * does not tell counts as missing, an unknown number of cores as one. No WebGL context stays open.
 */
export async function inspectDevice(): Promise<Omit<DeviceReport, 'worker' | 'storage'>> {
  // Browsers lack some of these, whatever their types say.
  const { crossOriginIsolated, isSecureContext, navigator } = globalThis as Partial<typeof globalThis>;
  const { hardwareConcurrency, deviceMemory } = (navigator ?? {}) as {
    hardwareConcurrency?: number;
    deviceMemory?: number;
  };
  const isolated = crossOriginIsolated === true;
  const cores = hardwareConcurrency !== undefined && hardwareConcurrency >= 1 ? hardwareConcurrency : 1;
  return {
    webgl: inspectWebGL(),
    wasm: await inspectWasm(isolated, cores),
    isolated,
    secure: isSecureContext === true,
    cores,
    memory: deviceMemory ?? null,
  };
}
