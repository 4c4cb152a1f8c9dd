import type { ModelKind } from '../model/model-json.js';
import type { OfflineFile } from './options.js';

/** A file of Edgewise's own; its digest is its revision, so that a new version of it takes its place. */
export interface LibraryFile extends OfflineFile {
  /** In `dist`. */
  path: string;
  integrity: string;
}

/** Facts by which a device needs one file and not another. */
export interface Needs {
  /** Kinds of the models that are kept; none: not known, so any may come. */
  kinds: ReadonlySet<ModelKind>;
  simd: boolean;
  /** Whether wasm can have threads: an isolated page, and more than one core. */
  threads: boolean;
}

const workers: Readonly<Record<ModelKind, string>> = { graph: 'worker.js', layers: 'worker-layers.js' };

/** All of the library's files in their folder. */
export function libraryFiles(folder: string, digests: Readonly<Record<string, string>>): LibraryFile[] {
  return Object.entries(digests).map(([path, integrity]) => {
    return { path, url: new URL(path, folder).href, revision: integrity, integrity };
  });
}

/** The paths of those without which this device predicts nothing, or slower than it could. */
export function neededPaths({ kinds, simd, threads }: Needs): Set<string> {
  const wanted = kinds.size > 0 ? [...kinds] : (['graph', 'layers'] as const);
  const wasm = simd ? ['-simd', ...(threads ? ['-threaded-simd'] : [])] : [''];
  return new Set([
    ...wanted.map((kind) => workers[kind]),
    'transforms.js', // which of the models declare some is known only from their manifests
    ...wasm.map((variant) => `wasm/tfjs-backend-wasm${variant}.wasm`),
  ]);
}
