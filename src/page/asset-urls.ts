import type { WasmUrls } from '../model/backend.js';
import type { WorkerUrls } from '../worker/client/engine-pool.js';

/** The absolute URL of every file that is started or fetched. */
export interface AssetUrls {
  workers: WorkerUrls;
  wasm: WasmUrls;
  transforms: string;
}

/**
 * Where the library's own files are, unless the page says where they lie.
 *
 * @param scriptUrl of the classic script that the library may be part of, and which has no `import.meta.url`
 */
export type ShippedAssets = (scriptUrl: string) => AssetUrls | Promise<AssetUrls>;

/** The files as `dist` has them. */
export function urlsIn(folder: string): AssetUrls {
  const at = (file: string) => new URL(file, folder).href;
  return {
    workers: { graph: at('worker.js'), layers: at('worker-layers.js') },
    transforms: at('transforms.js'),
    wasm: {
      plain: at('wasm/tfjs-backend-wasm.wasm'),
      simd: at('wasm/tfjs-backend-wasm-simd.wasm'),
      threadedSimd: at('wasm/tfjs-backend-wasm-threaded-simd.wasm'),
    },
  };
}
