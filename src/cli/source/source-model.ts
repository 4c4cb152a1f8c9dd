import type { ModelJson } from '../../model/model-json.js';

/** A TF.js model as it lies in a folder: every file read, lengths and structure held against the format. */
export interface SourceModel {
  folder: string;
  /** The file name of its model.json; some models have another one. */
  file: string;
  modelJson: ArrayBuffer;
  json: ModelJson;
  /** Weight files by the path that model.json gives them. */
  shards: ReadonlyMap<string, ArrayBuffer>;
}
