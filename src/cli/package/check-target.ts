import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';
import { isObject } from '../../model/json.js';
import { limits } from '../../model/limits.js';
import { modelFile } from '../../model/manifest/parse-artifacts.js';
import { manifestFile, manifestFormat } from '../../model/manifest/manifest.js';

/**
 * Before any work is done: a package may be written where nothing is, and with `force` where a package is, or a plain
 * model. Nothing else is ever replaced, so that a slip in a path deletes nobody's files.
 *
 * @throws EdgewiseError `input`
 */
export async function checkTarget(folder: string, force: boolean): Promise<void> {
  const facts = await stat(folder).catch(() => undefined);
  if (!facts) return;
  if (!facts.isDirectory()) throw refused(folder, 'is a file. Choose a folder that does not exist yet with --out.');
  if (!force) {
    throw refused(folder, 'is there already. Use --force to replace the package in it, or choose another --out.');
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const plainModel = entries.some(({ name }) => name === modelFile) && entries.every((entry) => entry.isFile());
  if (entries.length === 0 || plainModel || (await releaseOf(folder)) !== undefined) return;
  throw refused(
    folder,
    `is there and holds neither a package nor a model; --force replaces nothing else. Choose another folder with --out.`,
  );
}

/** The release of the package in this folder; undefined where there is none that says so. */
export async function releaseOf(folder: string): Promise<number | undefined> {
  const file = path.join(folder, manifestFile);
  try {
    if ((await stat(file)).size > limits.manifest) return undefined;
    const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isObject(manifest) || manifest['format'] !== manifestFormat) return undefined;
    const { release } = manifest;
    return typeof release === 'number' && Number.isSafeInteger(release) ? release : 0;
  } catch {
    return undefined;
  }
}

function refused(folder: string, what: string): EdgewiseError {
  return new EdgewiseError('input', `${folder} ${what}`, { folder, field: 'out' });
}
