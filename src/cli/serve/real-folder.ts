import { realpath, stat } from 'node:fs/promises';
import { EdgewiseError } from '../../errors.js';

/**
 * The real path of a folder.
 *
 * @throws EdgewiseError `input` where there is none
 */
export async function realFolder(folder: string): Promise<string> {
  const facts = await stat(folder).catch(() => null);
  if (facts?.isDirectory()) return realpath(folder);
  const what = facts ? 'is a file. Name the folder it lies in' : 'does not exist. Name a folder that does';
  throw new EdgewiseError('input', `${folder} ${what}.`, { folder });
}
