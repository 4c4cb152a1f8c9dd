import { access, constants, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What a URL's path leads to in a folder. */
export type Found =
  | { kind: 'file'; /** From the folder, with forward slashes. */ name: string }
  /** A folder, asked for without the slash at its end, behind which a page's relative URLs would break. */
  | { kind: 'folder' }
  | { kind: 'none' };

const none: Found = { kind: 'none' };

/**
 * Finds a file, or the index.html of a folder. Hidden files and links that lead out of the folder are not there.
 *
 * @param root a real path
 * @param urlPath as it stands in the request: percent-encoded, beginning with a slash
 */
export async function findFile(root: string, urlPath: string): Promise<Found> {
  const name = decoded(urlPath);
  if (name === undefined || name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.')))
    return none;
  const target = path.join(root, name);
  const facts = await stat(target).catch(() => null);
  if (facts?.isDirectory()) {
    return name.endsWith('/') ? fileAt(root, path.join(target, 'index.html')) : { kind: 'folder' };
  }
  return name.endsWith('/') ? none : fileAt(root, target);
}

async function fileAt(root: string, file: string): Promise<Found> {
  try {
    const real = await realpath(file);
    if (!real.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return none;
    await access(real, constants.R_OK);
    if (!(await stat(real)).isFile()) return none;
    return { kind: 'file', name: path.relative(root, file).replaceAll(path.sep, '/') };
  } catch {
    return none;
  }
}

function decoded(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
}
