import { EdgewiseError, messageOf } from '../errors.js';
import { urlsIn, type ShippedAssets } from './asset-urls.js';

interface InlineUrls {
  worker: string;
  simd: string;
  transforms: string;
}

/**
 * For bundlers that copy no files: what nearly every device runs comes along in the code, and blobs give it
 * addresses. What only threads and devices without SIMD ask for is still looked for beside the bundle.
 */
export const shippedAssets: ShippedAssets = async (scriptUrl) => {
  const { worker, simd, transforms } = await inlineUrls();
  const bundle = import.meta.url as string | undefined; // none in a classic script
  const { wasm } = urlsIn(bundle ?? scriptUrl);
  return { workers: { graph: worker, layers: worker }, wasm: { ...wasm, simd }, transforms };
};

let made: Promise<InlineUrls> | undefined;

/** The same for every model of the page. After a failure, the next load tries again. */
function inlineUrls(): Promise<InlineUrls> {
  made ??= makeUrls().catch((error: unknown) => {
    made = undefined;
    throw new EdgewiseError(
      'environment',
      `The part of the application's bundle that holds the worker could not be loaded (${messageOf(error)}). ` +
        'Deploy all files of the bundle together.',
      { missing: 'inline-assets' },
      error,
    );
  });
  return made;
}

/** The import is a dynamic one so that a bundler which splits code fetches all this with the first model only. */
async function makeUrls(): Promise<InlineUrls> {
  const { worker, simd, transforms } = await import('./inline-assets.js');
  return {
    worker: blobUrl(worker, 'text/javascript'),
    simd: blobUrl(bytesOf(simd), 'application/wasm'),
    transforms: blobUrl(transforms, 'text/javascript'),
  };
}

function blobUrl(content: BlobPart, type: string): string {
  return URL.createObjectURL(new Blob([content], { type }));
}

function bytesOf(base64: string): BlobPart {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
