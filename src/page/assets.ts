import { EdgewiseError } from '../errors.js';
import type { WasmUrls } from '../model/backend.js';
import type { WorkerUrls } from '../worker/client/engine-pool.js';

interface AssetUrls {
  workers: WorkerUrls;
  wasm: WasmUrls;
}

/** A script tag may say where the files lie; the element is known only while the script runs. */
const fromScriptTag =
  typeof document === 'undefined' ? undefined : (document.currentScript as HTMLScriptElement | null)?.dataset['assets'];

let folder: string | undefined;

/**
 * Says where the worker and wasm files lie (`worker.js`, `worker-layers.js`, `wasm/`), if they do not
 * lie beside the library's own file. Call it before the first `loadModel`.
 *
 * @param options.assets the URL of their folder, relative to the page or absolute
 * @throws EdgewiseError `input` where that is no URL
 */
export function configure(options: { assets: string | URL }): void {
  folder = folderUrl(options.assets);
}

/**
 * The absolute URL of every file that is started or fetched. The literal `new URL(…, import.meta.url)`
 * is what bundlers look for: they copy the file and put its new address here.
 */
export function assetUrls(): AssetUrls {
  folder ??= fromScriptTag === undefined ? undefined : folderUrl(fromScriptTag);
  if (folder !== undefined) {
    const at = (file: string) => new URL(file, folder).href;
    return {
      workers: { graph: at('worker.js'), layers: at('worker-layers.js') },
      wasm: {
        plain: at('wasm/tfjs-backend-wasm.wasm'),
        simd: at('wasm/tfjs-backend-wasm-simd.wasm'),
        threadedSimd: at('wasm/tfjs-backend-wasm-threaded-simd.wasm'),
      },
    };
  }
  return {
    workers: {
      graph: new URL('./worker.js', import.meta.url).href,
      layers: new URL('./worker-layers.js', import.meta.url).href,
    },
    wasm: {
      plain: new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href,
      simd: new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href,
      threadedSimd: new URL('./wasm/tfjs-backend-wasm-threaded-simd.wasm', import.meta.url).href,
    },
  };
}

function folderUrl(assets: string | URL): string {
  try {
    const url = new URL(assets, typeof document === 'undefined' ? undefined : document.baseURI);
    return url.href.endsWith('/') ? url.href : `${url.href}/`;
  } catch (error) {
    throw new EdgewiseError(
      'input',
      `configure({ assets }) takes the URL of a folder, not ${JSON.stringify(assets)}.`,
      { field: 'assets', value: assets },
      error,
    );
  }
}
