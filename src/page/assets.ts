import { EdgewiseError } from '../errors.js';
import type { WasmUrls } from '../model/backend.js';
import type { WorkerUrls } from '../worker/client/engine-pool.js';

interface AssetUrls {
  workers: WorkerUrls;
  wasm: WasmUrls;
}

/** The script that holds this code, where it is a classic one; known only while it runs for the first time. */
const script = typeof document === 'undefined' ? null : (document.currentScript as HTMLScriptElement | null);

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

/** The absolute URL of every file that is started or fetched. */
export function assetUrls(): AssetUrls {
  const assets = script?.dataset['assets'];
  folder ??= assets === undefined ? undefined : folderUrl(assets);
  if (folder !== undefined) return urlsIn(folder);
  try {
    return urlsBeside();
  } catch {
    // A bundler made this a classic script and left it no `import.meta.url`.
    return urlsIn(new URL(script?.src ?? '', document.baseURI).href);
  }
}

/**
 * The literal `new URL(…, import.meta.url)` is what bundlers look for: they copy the file and put its new address
 * here. Those that do not leave it as it is, so that the file is looked for beside the bundle.
 */
function urlsBeside(): AssetUrls {
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

function urlsIn(folder: string): AssetUrls {
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
