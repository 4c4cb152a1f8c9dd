import { refused } from './refused.js';
import { urlsIn, type AssetUrls } from './asset-urls.js';
import { shippedAssets } from './shipped-assets.js';

/** The script that holds this code, where it is a classic one; known only while it runs for the first time. */
const script = typeof document === 'undefined' ? null : (document.currentScript as HTMLScriptElement | null);

let folder: string | undefined;

/**
 * Says where the library's own files lie (`worker.js`, `worker-layers.js`, `transforms.js`, `wasm/`), if they do not
 * lie beside the library's own file. Call it before the first `loadModel`.
 *
 * @param options.assets the URL of their folder, relative to the page or absolute
 * @throws EdgewiseError `input` where that is no URL
 */
export function configure(options: { assets: string | URL }): void {
  folder = folderUrl(options.assets);
}

/** What the page says goes before what the library knows. */
export async function assetUrls(): Promise<AssetUrls> {
  const assets = script?.dataset['assets'];
  folder ??= assets === undefined ? undefined : folderUrl(assets);
  if (folder !== undefined) return urlsIn(folder);
  return await shippedAssets(new URL(script?.src ?? '', document.baseURI).href);
}

function folderUrl(assets: string | URL): string {
  try {
    const url = new URL(assets, typeof document === 'undefined' ? undefined : document.baseURI);
    return url.href.endsWith('/') ? url.href : `${url.href}/`;
  } catch (error) {
    throw refused('configure', 'assets', assets, 'the URL of a folder', error);
  }
}
