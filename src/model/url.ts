import { manifestFile } from './manifest/manifest.js';

/** The URL that names a model: absolute, without a fragment. Of a folder, it is that of the manifest in it. */
export function modelUrl(url: string | URL, base: string | undefined): string {
  const absolute = new URL(url, base);
  absolute.hash = '';
  if (absolute.pathname.endsWith('/')) absolute.pathname += manifestFile;
  return absolute.href;
}

/**
 * The URL of a model's file: its path put behind the folder of model.json, with the query string of
 * model.json behind it, letter by letter as TF.js does. It thus stays on the model's own origin.
 */
export function shardUrl(model: string, path: string): string {
  const [address, query] = splitAt(model, '?');
  const folder = address.slice(0, address.lastIndexOf('/') + 1);
  return new URL(folder + path + (query === undefined ? '' : `?${query}`)).href;
}

/** A name for people: the folder of a model.json, or the file's own name without its ending. */
export function modelName(model: string): string {
  const parts = new URL(model).pathname.split('/').filter((part) => part !== '');
  const file = parts.at(-1) ?? '';
  const folder = parts.at(-2);
  const name = file === 'model.json' && folder !== undefined ? folder : file.replace(/\.json$/, '');
  return readable(name) || new URL(model).host;
}

function splitAt(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
