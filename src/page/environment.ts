import { EdgewiseError } from '../errors.js';
import { refused } from './refused.js';
import { modelUrl } from '../model/url.js';

/** Server-side rendering imports this library, but predicts nothing. */
export function requirePage(what: string): void {
  if (typeof document !== 'undefined') return;
  throw new EdgewiseError(
    'environment',
    `${what} runs in a browser's page only. While rendering on a server, call it later, in the browser ` +
      `(useEffect, onMounted, a click).`,
    { missing: 'document' },
  );
}

/** The absolute URL of a model, relative to the page. */
export function pageUrl(url: string | URL): string {
  requirePage('Edgewise');
  try {
    return modelUrl(url, document.baseURI);
  } catch (error) {
    throw refused('loadModel', 'url', url, 'a URL, relative to the page or absolute', error);
  }
}
