import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';

/**
 * The real path of a file that another one names, where it lies in this folder with all links followed.
 *
 * @param folder a real path
 * @param named as the other file writes it, relative to the folder
 * @param by the file that names it, for the message
 * @throws EdgewiseError `invalid-model` for a way that leads out; `integrity` where nothing is there, or no file
 */
export async function insideFolder(folder: string, named: string, by: string): Promise<string> {
  const target = path.resolve(folder, named);
  if (path.isAbsolute(named) || named.includes('\0') || !isInside(folder, target)) {
    throw leadsOut(named, by, `names ${JSON.stringify(named)}, which leads out of its folder`);
  }
  const real = await realpath(target).catch((error: unknown) => {
    throw missing(named, by, folder, error);
  });
  if (!isInside(folder, real)) {
    throw leadsOut(named, by, `names ${named}, a symbolic link that leads out of its folder, to ${real}`);
  }
  if (!(await stat(real)).isFile()) {
    throw new EdgewiseError('integrity', `${by} names ${named}, which is no file.`, { file: named, path: real });
  }
  return real;
}

function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function leadsOut(file: string, by: string, what: string): EdgewiseError {
  return new EdgewiseError(
    'invalid-model',
    `${by} ${what}. A model's files lie beside its model.json: put a copy there.`,
    { file, by },
  );
}

function missing(file: string, by: string, folder: string, cause: unknown): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${by} names the file ${file}, which is not in ${folder}. Copy all files of the model together.`,
    { file, by, folder },
    cause,
  );
}
