import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';
import { isObject, type JsonObject } from '../../model/json.js';
import { limits } from '../../model/limits.js';
import { manifestFile, manifestFormat } from '../../model/manifest/manifest.js';
import { insideFolder } from './inside-folder.js';
import { otherFormat } from './other-formats.js';

const modelFile = 'model.json';

/**
 * The path of the model.json that a person means.
 *
 * @param given a folder or a file
 * @throws EdgewiseError `invalid-model`: nothing there, no model in it, several of them, or another format
 */
export async function findModelJson(given: string): Promise<string> {
  const facts = await stat(given).catch((error: unknown) => {
    throw noModel(`There is no file or folder ${given}.`, { path: given }, error);
  });
  if (!facts.isDirectory()) return inFile(given, facts.isFile());
  const names = await readdir(given);
  if (names.includes(modelFile)) return inFolder(given, modelFile);
  if (names.includes(manifestFile)) {
    const named = await modelOfPackage(path.join(given, manifestFile));
    if (named !== undefined) return inFolder(given, named);
  }
  const candidates = await modelsAmong(given, names);
  const [only, second] = candidates;
  if (only !== undefined && second === undefined) return inFolder(given, only);
  if (only !== undefined) {
    const list = candidates.join(', ');
    throw noModel(`${given} has no model.json, but several models: ${list}. Name one, as ${path.join(given, only)}.`, {
      path: given,
      candidates,
    });
  }
  const advice = otherFormat(given, names);
  throw noModel(
    advice ??
      `There is no TF.js model in ${given}: no model.json, and no other JSON file with a modelTopology. A model.json is ` +
        `written by tensorflowjs_converter or by model.save().`,
    { path: given },
  );
}

async function inFile(file: string, isFile: boolean): Promise<string> {
  if (!isFile) throw noModel(`${file} is neither a file nor a folder.`, { path: file });
  const advice = otherFormat(path.dirname(file), [path.basename(file)]);
  if (advice !== undefined) throw noModel(advice, { path: file });
  if (path.basename(file) !== manifestFile) return file;
  const named = await modelOfPackage(file);
  return named === undefined ? file : inFolder(path.dirname(file), named);
}

/** A file of this folder, by the path that a person would write; no link may lead out. */
async function inFolder(folder: string, name: string): Promise<string> {
  await insideFolder(await realpath(folder), name, folder);
  return path.join(folder, name);
}

/** The file that a package's manifest calls its model; undefined where it is no package's. */
async function modelOfPackage(manifest: string): Promise<string | undefined> {
  const json = await readJson(manifest);
  if (json?.['format'] !== manifestFormat || !Array.isArray(json['artifacts'])) return undefined;
  const model = (json['artifacts'] as unknown[]).find((artifact) => isObject(artifact) && artifact['role'] === 'model');
  return isObject(model) && typeof model['file'] === 'string' ? model['file'] : undefined;
}

async function modelsAmong(folder: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const json = await readJson(path.join(folder, name));
    if (json && isObject(json['modelTopology'])) found.push(name);
  }
  return found;
}

/** Undefined for what is no JSON object, or too large to be one of ours. */
async function readJson(file: string): Promise<JsonObject | undefined> {
  try {
    const facts = await stat(file);
    if (!facts.isFile() || facts.size > limits.modelJson) return undefined;
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function noModel(message: string, details: Record<string, unknown>, cause?: unknown): EdgewiseError {
  return new EdgewiseError('invalid-model', message, details, cause);
}
