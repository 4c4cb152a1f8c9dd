import { EdgewiseError } from '../errors.js';
import { overLimit } from './invalid.js';
import { limits } from './limits.js';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON that a server sent: UTF-8, an object, nested no deeper than the limit. */
export function parseJsonObject(bytes: ArrayBuffer, url: string): JsonObject {
  const text = new TextDecoder().decode(bytes);
  if (/^\s*</.test(text)) {
    throw new EdgewiseError(
      'invalid-model',
      `${url} is an HTML page, not a model.json. Check the URL; a server's "not found" page, a log-in ` +
        `page or a single-page application's index often answers in its place.`,
      { url, received: 'html' },
    );
  }
  const depth = nestingOf(text);
  if (depth > limits.depth) {
    throw overLimit(url, 'depth', depth);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new EdgewiseError(
      'invalid-model',
      `${url} is not JSON: ${(error as Error).message}`,
      { url, received: 'not-json' },
      error,
    );
  }
  if (!isObject(value)) {
    throw new EdgewiseError('invalid-model', `${url} is JSON, but not an object.`, { url });
  }
  return value;
}

/** The deepest nesting of objects and arrays, without parsing: brackets inside strings do not count. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c /* \ */) i++;
      else if (c === 0x22 /* " */) inString = false;
    } else if (c === 0x22) {
      inString = true;
    } else if (c === 0x7b /* { */ || c === 0x5b /* [ */) {
      if (++depth > deepest) deepest = depth;
    } else if (c === 0x7d /* } */ || c === 0x5d /* ] */) {
      depth--;
    }
  }
  return deepest;
}
