import { EdgewiseError } from '../errors.js';
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
    throw new EdgewiseError(
      'input',
      `A model's URL is needed, relative to the page or absolute, not ${JSON.stringify(url)}.`,
      { field: 'url', value: url },
      error,
    );
  }
}
