import { EdgewiseError, messageOf } from '../errors.js';
import { checkTimeout } from './deadline.js';
import type { BackendName } from '../model/backend.js';
import { refused } from './refused.js';
import type { Progress } from '../model/progress.js';
import type { CacheMode, PlainRequestInit } from '../worker/protocol.js';

/** How a model is loaded, and what runs it. */
export interface LoadOptions {
  /**
   * Default `'auto'`: resolves on the first backend that passes its self-test, measures the others beside it, and
   * changes over between predictions when one is faster.
   */
  backend?: 'auto' | BackendName | undefined;
  /**
   * As `fetch`: `default` revalidates the JSON at the URL and keeps the files it names unless it changed, and of a
   * package those that the new version shares with any other in the store; `reload` fetches all; `no-store` neither reads nor writes; `only-if-cached` makes no request.
   */
  cache?: CacheMode | undefined;
  /** Takes the load back: it rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
  /** Called as the load goes on: with every phase, and with every part of a file that came. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Headers, credentials, … for every request of this model. */
  requestInit?: RequestInit | undefined;
  /** Default true. False runs on the page, and is refused (`environment`) where the page has a TF.js of its own. */
  worker?: boolean | undefined;
  /** Threads for wasm; default: the fastest measured count. */
  threads?: number | 'auto' | undefined;
  /**
   * Ed25519 public keys as `edgewise keygen` prints them (base64url of 32 bytes). With keys given, nothing is loaded that
   * none of them signed: `signature`, with the reason in `details.reason`. An empty list trusts nobody.
   */
  trustedKeys?: readonly string[] | undefined;
  /** Milliseconds after which loading rejects (`timeout`). Default 120,000 without progress. */
  timeout?: number | undefined;
}

const allowed = {
  backend: ['auto', 'wasm', 'webgl', 'cpu'],
  cache: ['default', 'reload', 'no-store', 'only-if-cached'],
};

/** @throws EdgewiseError `input` for a value that is not allowed; `trustedKeys` are checked where they are used */
export function checkOptions(options: LoadOptions): void {
  for (const field of ['backend', 'cache'] as const) {
    const value = options[field];
    if (value !== undefined && !allowed[field].includes(value)) {
      throw refused('loadModel', field, value, allowed[field].map((v) => `'${v}'`).join(', '));
    }
  }
  const { threads, timeout } = options;
  if (threads !== undefined && threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1)) {
    throw refused('loadModel', 'threads', threads, `'auto' and whole numbers from 1`);
  }
  checkTimeout(timeout, 'loadModel');
}

/**
 * What a worker can be sent of a RequestInit; the signal stays on the page.
 *
 * @throws EdgewiseError `input` for what no request takes
 */
export function plainRequestInit(init: RequestInit = {}): PlainRequestInit {
  const { credentials, mode, redirect, referrer, referrerPolicy, headers } = init;
  const given = Object.entries({ credentials, mode, redirect, referrer, referrerPolicy });
  const plain = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  try {
    new Request('about:blank', { ...plain, ...(headers && { headers }) });
    return { ...plain, ...(headers === undefined ? {} : { headers: [...new Headers(headers)] }) };
  } catch (error) {
    throw new EdgewiseError(
      'input',
      `loadModel cannot use this requestInit: ${messageOf(error)}`,
      { field: 'requestInit' },
      error,
    );
  }
}
