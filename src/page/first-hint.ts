import type { Configuration } from '../model/backend.js';

const key = 'edgewise:first';

/**
 * What a model's record says its next start begins with, where the page can read it at once: an engine starts
 * before the store has answered. Only a hint: the record decides.
 */
export function hintFor(url: string): Configuration | undefined {
  return read()[url];
}

/** @param first what to begin with; wasm on one thread needs no hint */
export function hint(url: string, first: Configuration | null | undefined): void {
  const hints = read();
  const hinted = first && (first.backend !== 'wasm' || first.threads > 1) ? first : undefined;
  if (!hinted && !hints[url]) return;
  try {
    localStorage.setItem(key, JSON.stringify({ ...hints, [url]: hinted }));
  } catch {
    // Full or forbidden: the next start is a little later.
  }
}

export function forgetHints(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Forbidden: then there are none.
  }
}

function read(): Record<string, Configuration | undefined> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, Configuration>;
  } catch {
    return {};
  }
}
