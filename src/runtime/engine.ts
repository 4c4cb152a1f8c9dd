import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels.js';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { findBackend, getBackend, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../errors.js';
import type { BackendName, EngineConfig, EngineFacts } from '../model/backend.js';
import { instantiateWasm } from './wasm-module.js';

const started = new Map<BackendName, EngineFacts>();

/** Brings TF.js up on one backend. In a worker this happens once; on the page, once for each backend. */
export async function startEngine(config: EngineConfig): Promise<EngineFacts> {
  const known = started.get(config.backend);
  if (known) return known;
  const facts = config.backend === 'wasm' ? await startWasm(config) : { threads: 1, simd: null };
  await useBackend(config.backend);
  started.set(config.backend, facts);
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

async function startWasm(config: EngineConfig): Promise<EngineFacts> {
  const { module, simd } = await instantiateWasm(config.wasm, config.threads);
  setThreadsCount(config.threads);
  const backend = new BackendWasm(module);
  if (findBackend('wasm') === null) registerBackend('wasm', () => backend);
  return { threads: config.threads > 1 ? module.tfjs.getThreadsCount() : 1, simd };
}
