import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { limits } from '../../model/limits.js';
import { overLimit } from '../../model/invalid.js';
import { manifestFile, manifestFormat, type ModelManifest } from '../../model/manifest/manifest.js';
import { manifestOf } from '../../model/manifest/parse-manifest.js';
import { parseJsonObject } from '../../model/json.js';
import { exactBuffer } from './exact-buffer.js';

/**
 * The manifest of the package in this folder; undefined where it holds no package (a web application's manifest.json
 * is none).
 *
 * @throws EdgewiseError `invalid-model` and `limit` for one that does not keep to the format
 */
export async function readManifest(folder: string): Promise<ModelManifest | undefined> {
  const file = path.join(folder, manifestFile);
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) return undefined;
  if (facts.size > limits.manifest) throw overLimit(file, 'manifest', facts.size);
  const json = parseJsonObject(exactBuffer(await readFile(file)), file);
  return json['format'] === manifestFormat ? manifestOf(json, file) : undefined;
}
