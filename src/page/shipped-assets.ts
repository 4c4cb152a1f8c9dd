import { urlsIn, type AssetUrls, type ShippedAssets } from './asset-urls.js';

/** Asked at once: where a bundler made this a classic script, the answer is known only while it first runs. */
const beside = urlsBeside();

/** Beside the library's own file. In `index.inline.js`, `shipped-assets.inline.ts` takes the place of this. */
export const shippedAssets: ShippedAssets = (scriptUrl) => beside ?? urlsIn(scriptUrl);

/**
 * The literal `new URL(…, import.meta.url)` is what bundlers look for: they copy the file and put its new address
 * here. Those that do not leave it as it is, so that the file is looked for beside the bundle.
 */
function urlsBeside(): AssetUrls | undefined {
  try {
    return {
      workers: {
        graph: new URL('./worker.js', import.meta.url).href,
        layers: new URL('./worker-layers.js', import.meta.url).href,
      },
      transforms: new URL('./transforms.js', import.meta.url).href,
      wasm: {
        plain: new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href,
        simd: new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href,
        threadedSimd: new URL('./wasm/tfjs-backend-wasm-threaded-simd.wasm', import.meta.url).href,
      },
    };
  } catch {
    return undefined; // a bundler made this a classic script and left it no `import.meta.url`
  }
}
