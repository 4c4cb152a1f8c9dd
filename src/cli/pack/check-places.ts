import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { EdgewiseError } from '../../errors.js';

/**
 * A package beside or apart from its source: one inside the other would be read as a part of it, or be replaced with it.
 *
 * @param folder of the source model
 * @throws EdgewiseError `input`
 */
export async function checkPlaces(folder: string, out: string): Promise<void> {
  const [source, target] = [await realpath(folder), await realPlace(path.resolve(out))];
  const what =
    source === target
      ? 'is the folder of the model itself'
      : isInside(source, target)
        ? 'lies in the folder of the model'
        : isInside(target, source)
          ? 'holds the folder of the model'
          : undefined;
  if (what === undefined) return;
  throw new EdgewiseError('input', `${out} ${what}, ${folder}. Choose a folder apart from it with --out.`, {
    field: 'out',
    out,
    model: folder,
  });
}

/** Of a folder that need not be there yet: with the links followed that lie on the way to it. */
async function realPlace(place: string): Promise<string> {
  const real = await realpath(place).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = path.dirname(place);
  return parent === place ? place : path.join(await realPlace(parent), path.basename(place));
}

function isInside(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
