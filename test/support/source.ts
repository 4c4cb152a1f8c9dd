import type { SourceModel } from '../../src/cli/source/source-model.js';
import { parseModelJson } from '../../src/model/model-json.js';
import type { ModelFiles } from './models/types.js';

/** The files of a test model as the commands read them from a folder. */
export function sourceOf(files: ModelFiles, folder = 'memory'): SourceModel {
  const bytes = (file: string) => files.get(file.replace(/^\.\//, ''))?.slice().buffer ?? new ArrayBuffer(0);
  return sourceFrom(folder, 'model.json', bytes);
}

/** From whatever reads a file by its name. */
export function sourceFrom(folder: string, file: string, read: (file: string) => ArrayBuffer): SourceModel {
  const modelJson = read(file);
  const json = parseModelJson(modelJson, file);
  const paths = json.weightGroups.flatMap((group) => group.paths);
  return { folder, file, modelJson, json, shards: new Map(paths.map((path) => [path, read(path)])) };
}
