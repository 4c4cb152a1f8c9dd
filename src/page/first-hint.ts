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
  if (hinted ?? hints[url]) write({ ...hints, [url]: hinted });
}

export function forgetHints(): void {
  write({});
}

type Hints = Record<string, Configuration | undefined>;

function write(hints: Hints): void {
  try {
    localStorage.setItem(key, JSON.stringify(hints));
  } catch {
    // Full or forbidden: the next start is a little later.
  }
}

function read(): Hints {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Hints;
  } catch {
    return {};
  }
}
