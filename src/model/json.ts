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

const char = {
  space: 0x20,
  quote: 0x22,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Parses JSON that a server sent: UTF-8, an object, nested no deeper than the limit. */
export function parseJsonObject(bytes: ArrayBuffer, url: string): JsonObject {
  const text = new TextDecoder().decode(bytes);
  if (beginsAsPage(text)) throw htmlPage(url);
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

/** Throws for the pages that servers send in the place of a file, as `parseJsonObject` does. */
export function refuseHtmlPage(bytes: ArrayBuffer, url: string): void {
  if (beginsAsPage(new TextDecoder().decode(bytes))) throw htmlPage(url);
}

function beginsAsPage(text: string): boolean {
  return /^\s*</.test(text);
}

function htmlPage(url: string): EdgewiseError {
  return new EdgewiseError(
    'invalid-model',
    `${url} is an HTML page, not the JSON of a model. Check the URL; a server's "not found" page, a log-in ` +
      `page or a single-page application's index often answers in its place.`,
    { url, received: 'html' },
  );
}

/**
 * Holds the text to what a parser would hide or fall over: nesting beyond the limit, a key that stands
 * twice in one object (the last would silently win), and `__proto__`.
 */
function checkStructure(text: string, url: string): void {
  /** The keys of each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= char.space) continue;
    if (c === char.quote) {
      const end = endOfString(text, i + 1);
      const keys = open.at(-1);
      if (keys && before !== char.colon) addKey(keys, text.slice(i + 1, end), url);
      i = end;
    } else if (c === char.openBrace || c === char.openBracket) {
      open.push(c === char.openBrace ? new Set() : null);
      if (open.length > limits.depth) throw overLimit(url, 'depth', open.length);
    } else if (c === char.closeBrace || c === char.closeBracket) {
      open.pop();
    }
    before = c;
  }
}

/** The place of the quotation mark that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === char.backslash) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
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
