import type { BenchModel } from './models.js';

export const backends = ['wasm', 'webgl', 'cpu'] as const;
export type Backend = (typeof backends)[number];

/** What is measured: one model on one backend. */
export interface Case {
  model: BenchModel;
  backend: Backend;
}

/** One way to a prediction on a page. */
export interface Contender {
  /** As the figures name it: `edgewise`, `tfjs`. */
  name: string;
  /** As a person reads it. */
  label: string;
  /** The files of its page that are not the model's: from the path on its origin to the file on disk. */
  files: (at: Case) => ReadonlyMap<string, string>;
  /** Classic scripts that its page has in its head, in order. */
  scripts: (at: Case) => readonly string[];
  /** The file of a model that `open` is told of; default: its model.json. */
  entry?: (model: BenchModel) => string;
  /**
   * JavaScript of the page's one module that declares `async function open(url)`. It loads the model of that URL,
   * from the contender's own cache where it lies there, and answers `{ predict, keep? }`. `predict(data)` takes a
   * typed array and answers `{ output name: { data, shape } }`, read and in the page's memory; `keep()` puts the model
   * into the cache, where that does not come with loading.
   */
  module: (at: Case) => string;
}
