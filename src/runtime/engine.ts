import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels.js';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { getBackend, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../errors.js';
import type { BackendName, EngineConfig, EngineFacts } from '../model/backend.js';
import { GpuWatch } from './gpu-watch.js';
import { lose, lossBehind, onLoss } from './loss.js';
import { instantiateWasm } from './wasm-module.js';

const started = new Map<BackendName, EngineFacts>();
const lost = new Set<BackendName>();
let gpu: GpuWatch | undefined;

onLoss((backend) => lost.add(backend));

/** Brings TF.js up on one backend. In a worker this happens once; on the page, once for each backend. */
export async function startEngine(config: EngineConfig): Promise<EngineFacts> {
  if (lost.has(config.backend)) {
    // Only a worker can be replaced, and TF.js with it.
    throw new EdgewiseError('environment', `${config.backend} was lost on this page. Reload it, or use workers.`, {
      backend: config.backend,
    });
  }
  const known = started.get(config.backend);
  if (known) return known;
  const facts = await start(config);
  started.set(config.backend, facts);
  return facts;
}

async function start(config: EngineConfig): Promise<EngineFacts> {
  const facts = config.backend === 'wasm' ? await startWasm(config) : { threads: 1, simd: null };
  await useBackend(config.backend);
  if (config.backend === 'webgl') gpu = new GpuWatch();
  return facts;
}

/**
 * Makes a started backend the current one. TF.js has one for the whole realm, so this precedes every
 * run; it costs nothing where the backend is the current one already.
 */
export async function useBackend(backend: BackendName): Promise<void> {
  if (getBackend() === backend) return;
  // `getBackend()` names a backend even after it failed to initialise: trust the answer alone.
  if (await setBackend(backend)) return;
  throw new EdgewiseError(
    'environment',
    backend === 'webgl'
      ? 'WebGL is not to be had on this device (no GPU, a blocked driver, or too many contexts open). ' +
          'Use { backend: "wasm" }.'
      : `The backend ${backend} did not start.`,
    { backend },
  );
}

/** Computes on a backend. An answer of a backend that was lost meanwhile never comes out. */
export async function computeOn<Answer>(backend: BackendName, compute: () => Promise<Answer>): Promise<Answer> {
  await useBackend(backend);
  try {
    return await (backend === 'webgl' && gpu ? gpu.guard(compute()) : compute());
  } catch (error) {
    const reason = lossBehind(error, backend);
    throw reason === null ? error : lose(backend, reason);
  }
}

async function startWasm(config: EngineConfig): Promise<EngineFacts> {
  const { module, simd } = await instantiateWasm(config.wasm, config.threads);
  setThreadsCount(config.threads);
  const backend = new BackendWasm(module);
  registerBackend('wasm', () => backend);
  return { threads: config.threads > 1 ? module.tfjs.getThreadsCount() : 1, simd };
}

/** Tells of a backend that was lost without an event. */
export function checkBackends(): void {
  gpu?.check();
}
