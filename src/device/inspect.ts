import type { DeviceReport, FreeFacts } from '../model/device.js';
import { inspectWasm } from './wasm.js';
import { inspectWebGL } from './webgl.js';

/** What costs nothing to know; what the browser does not tell counts as missing, an unknown number of cores as one. */
export async function freeFacts(coresOfPage?: number): Promise<FreeFacts> {
  // Browsers lack some of these, whatever their types say.
  const { crossOriginIsolated, isSecureContext, navigator } = globalThis as Partial<typeof globalThis>;
  const { hardwareConcurrency, deviceMemory, userAgent } = (navigator ?? {}) as {
    hardwareConcurrency?: number;
    deviceMemory?: number;
    userAgent?: string;
  };
  const isolated = crossOriginIsolated === true;
  const reported = coresOfPage ?? hardwareConcurrency ?? 1;
  const cores = reported >= 1 ? reported : 1;
  return {
    wasm: await inspectWasm(isolated, cores),
    ...{ isolated, cores },
    secure: isSecureContext === true,
    memory: deviceMemory ?? null,
    userAgent: userAgent ?? '',
  };
}

/**
 * What this device and page can do, and why not; in a worker or on the page. Nothing here fails, and no WebGL
 * context stays open.
 *
 * @param coresOfPage what the page says, where it may have been told otherwise than its workers
 */
export async function inspectDevice(coresOfPage?: number): Promise<Omit<DeviceReport, 'worker' | 'storage'>> {
  const { wasm, isolated, secure, cores, memory } = await freeFacts(coresOfPage);
  return { webgl: inspectWebGL(), wasm, isolated, secure, cores, memory };
}
