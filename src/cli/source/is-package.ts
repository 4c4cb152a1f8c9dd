import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../../model/json.js';
import { limits } from '../../model/limits.js';
import { manifestFile, manifestFormat } from '../../model/manifest/manifest.js';

/**
 * True where a person means a package: its folder, or its manifest.json. A web application's manifest.json makes no
 * package of a folder; one that cannot be read does, so that it is told what is wrong with it.
 */
export async function isPackage(given: string): Promise<boolean> {
  const facts = await stat(given).catch(() => null);
  const file = facts?.isDirectory() ? path.join(given, manifestFile) : given;
  if (path.basename(file) !== manifestFile) return false;
  const manifest = await stat(file).catch(() => null);
  if (!manifest?.isFile()) return false;
  if (manifest.size > limits.manifest) return true;
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isObject(json) && json['format'] === manifestFormat;
  } catch {
    return true;
  }
}
