import { EdgewiseError } from '../errors.js';
import { modelUrl } from '../model/url.js';

/** One of the application's own files, as in the manifest that Workbox's tools write. */
export interface OfflineFile {
  /** Relative to the service worker's own file, or absolute. */
  url: string;
  /** Changes whenever the file does; null or left out where its URL does. */
  revision?: string | null;
  /** Digest as of Subresource Integrity, which the file is then held against: `sha256-…`. */
  integrity?: string;
}

/** What has to be there without a network. URLs are relative to the service worker's own file, or absolute. */
export interface OfflineOptions {
  /**
   * The application's own files: pages, scripts, styles, pictures. Mostly `self.__WB_MANIFEST`, in whose place
   * Workbox's tools and vite-plugin-pwa put the list. A URL alone is one that changes with its file.
   */
  files?: readonly (string | OfflineFile)[];
  /**
   * The folder of Edgewise's own files (`worker.js`, `worker-layers.js`, `transforms.js`, `wasm/`), where they lie as `dist` has them;
   * of these, what this device and its models need. Left out where a bundler gave them other names: `files` has them.
   */
  assets?: string | URL;
  /** Every model that has to be there, by the URL that `loadModel` gets, whether it was opened before or not. */
  models?: readonly (string | URL)[];
  /** A page among `files` that answers, without a network, where another page of this origin was asked for. */
  fallback?: string | URL;
}

/** The same, checked: absolute URLs, each once. */
export interface OfflinePlan {
  files: readonly OfflineFile[];
  assets: string | null;
  models: readonly string[];
  fallback: string | null;
}

/** Holds what an application says against what is allowed. `base`: what its URLs are relative to. */
export function planOf(options: OfflineOptions, base: string): OfflinePlan {
  const { files = [], assets, models = [], fallback } = options;
  for (const [field, list] of Object.entries({ files, models })) {
    if (!Array.isArray(list)) throw refused(field, list, 'a list');
  }
  const plan: OfflinePlan = {
    files: withoutRepeats(files.map((file) => checkedFile(file, base))),
    assets: assets === undefined ? null : folderUrl(absolute('assets', assets, base)),
    models: [...new Set(models.map((url) => modelUrl(absolute('models', url, base), base)))],
    fallback: fallback === undefined ? null : absolute('fallback', fallback, base),
  };
  if (plan.fallback !== null && !plan.files.some(({ url }) => url === plan.fallback)) {
    throw refused('fallback', fallback, 'one of files, by the same URL');
  }
  return plan;
}

function checkedFile(file: unknown, base: string): OfflineFile {
  if (typeof file === 'string') return { url: absolute('files', file, base), revision: null };
  const { url, revision = null, integrity } = Object(file) as OfflineFile;
  if (typeof url !== 'string') throw refused('files', file, 'URLs, or { url, revision }');
  if (revision !== null && (typeof revision !== 'string' || revision === '')) {
    throw refused('files', file, 'a revision that is a text, or null where the URL changes with the file');
  }
  return { url: absolute('files', url, base), revision, ...(integrity !== undefined && { integrity }) };
}

/** A file may stand in a list twice, but not as two versions: nobody could say which is meant. */
function withoutRepeats(files: readonly OfflineFile[]): OfflineFile[] {
  const known = new Map<string, OfflineFile>();
  for (const file of files) {
    const before = known.get(file.url);
    if (before && before.revision !== file.revision) throw refused('files', file, 'one revision of each URL');
    known.set(file.url, file);
  }
  return [...known.values()];
}

function absolute(field: string, url: unknown, base: string): string {
  try {
    if (typeof url === 'string' || url instanceof URL) return new URL(url, base).href;
  } catch {
    // Said below.
  }
  throw refused(field, url, 'URLs, relative to the service worker or absolute');
}

function folderUrl(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function refused(field: string, value: unknown, allowed: string): EdgewiseError {
  const message = `makeAvailableOffline takes no ${field}: ${JSON.stringify(value)}. Allowed: ${allowed}.`;
  return new EdgewiseError('input', message, { field, value });
}
