import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';
import { limits } from '../../model/limits.js';
import { parseModelJson } from '../../model/model-json.js';
import { exactBuffer } from './exact-buffer.js';
import { findModelJson } from './find-model-json.js';
import { readWeightFiles } from './read-weight-files.js';
import type { SourceModel } from './source-model.js';

/**
 * Reads a TF.js model as it lies on disk. Every length is held against model.json, and no file outside of its folder is
 * read.
 *
 * @param given a folder, the path of a model.json of any name, a package's folder or its manifest.json
 * @param warn told what is not wrong, but worth knowing: bytes behind the last weight
 * @throws EdgewiseError `invalid-model` where there is none, several, or another format; `integrity` for a weight file
 *   that is missing, too short, or something else; `limit`
 */
export async function readSourceModel(
  given: string,
  warn: (warning: string) => void = () => undefined,
): Promise<SourceModel> {
  const found = await findModelJson(given);
  const folder = path.dirname(await realpath(found));
  const modelJson = await readModelJson(found);
  const json = parseModelJson(modelJson, found);
  const shards = await readWeightFiles(folder, found, json.weightGroups, warn);
  return { folder, file: path.basename(found), modelJson, json, shards };
}

async function readModelJson(file: string): Promise<ArrayBuffer> {
  const { size } = await stat(file);
  if (size > limits.modelJson) {
    throw new EdgewiseError(
      'limit',
      `${file} has ${String(size)} bytes, where a model.json may have ${String(limits.modelJson)}. Weights belong into ` +
        `files beside it.`,
      { file, field: 'modelJson', actual: size, limit: limits.modelJson },
    );
  }
  return exactBuffer(await readFile(file));
}
