import type { JsonObject } from '../json.js';
import { manifestFile, type ModelManifest } from './manifest.js';
import { manifestOf } from './parse-manifest.js';

/** Columns of a line; what fits on one is not broken. */
const width = 110;

/**
 * The text of a manifest.json: keys in the order in which the format lists them, indented by two, short lists and
 * objects on one line, so that a person can read it. Equal manifests give equal texts, whoever made them.
 *
 * @throws EdgewiseError as `parseManifest`: what no reader would take is not written
 */
export function serializeManifest(manifest: ModelManifest): string {
  const json = JSON.parse(JSON.stringify(manifest)) as JsonObject;
  return `${format(manifestOf(json, manifestFile), '')}\n`;
}

function format(value: unknown, indent: string): string {
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const entries: string[] = isList
    ? value.map((item) => format(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${format(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return open + close;
  const line = isList ? `[${entries.join(', ')}]` : `{ ${entries.join(', ')} }`;
  const fits = line.length + indent.length <= width && !line.includes('\n');
  if (fits && indent !== '') return line;
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
}
