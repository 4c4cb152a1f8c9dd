import { EdgewiseError } from '../errors.js';
import { invalid, overLimit } from './invalid.js';
import { limits } from './limits.js';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a name that can be a key of an object; TF.js keeps nodes and weights by their names. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== forbiddenKey;
}

const forbiddenKey = '__proto__';

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
  checkStructure(text, url);
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

/**
 * Holds the text to what a parser would hide or fall over: nesting beyond the limit, a key that stands
 * twice in one object (the last would silently win), and `__proto__`.
 */
function checkStructure(text: string, url: string): void {
  /** The keys of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let before = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '"') {
      const start = i + 1;
      for (i++; i < text.length && text.charAt(i) !== '"'; i++) if (text.charAt(i) === '\\') i++;
      const keys = open.at(-1);
      if (keys && before !== ':') addKey(keys, text.slice(start, i), url);
    } else if (c === '{' || c === '[') {
      open.push(c === '{' ? new Set() : null);
      if (open.length > limits.depth) throw overLimit(url, 'depth', open.length);
    } else if (c === '}' || c === ']') {
      open.pop();
    } else if (c === ' ' || c === '\n' || c === '\r' || c === '\t') {
      continue;
    }
    before = c;
  }
}

function addKey(keys: Set<string>, raw: string, url: string): void {
  // Escaped, a key may be spelt in several ways; what is no string is left to the parser.
  const key = raw.includes('\\') ? unescaped(raw) : raw;
  if (key === forbiddenKey) throw invalid(url, key, `has a key "${key}", which no model needs.`);
  if (keys.has(key)) throw invalid(url, key, `has the key "${key}" twice in one object.`);
  keys.add(key);
}

function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}
