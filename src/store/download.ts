import { EdgewiseError, messageOf } from '../errors.js';
import { concatenate } from '../model/bytes.js';

export interface DownloadOptions {
  requestInit: RequestInit;
  /** The browser's HTTP cache, not ours. */
  cache: RequestCache;
  signal: AbortSignal;
  /** Decoded bytes, if known beforehand. More is refused at once, less after the last byte. */
  exactly?: number | undefined;
  /** Decoded bytes beyond which the download stops. */
  atMost: number;
  /** True for weights: an HTML page in their place is some server's way to say no. */
  binary?: boolean;
  /** Called with the decoded bytes so far; a new try begins again at 0. */
  onBytes?: (bytes: number) => void;
  tries?: number;
  /** Milliseconds without a byte after which a try is given up. */
  idleTime?: number;
}

const defaultTries = 4;
const defaultIdleTime = 30_000;
const firstPause = 250;

/** Fetches one file, whole, or throws. What may pass by itself (no connection, 5xx, a cut) is tried again. */
export async function download(url: string, options: DownloadOptions): Promise<ArrayBuffer> {
  for (let left = (options.tries ?? defaultTries) - 1, pause = firstPause; ; left--, pause *= 2) {
    try {
      return await downloadOnce(url, options);
    } catch (error) {
      options.signal.throwIfAborted();
      if (left <= 0 || !(error instanceof Passing)) throw error instanceof Passing ? error.error : error;
    }
    await wait(pause * (1 + Math.random()), options.signal);
  }
}

/** A failure that another try may mend. */
class Passing extends Error {
  constructor(readonly error: EdgewiseError) {
    super(error.message);
  }
}

async function downloadOnce(url: string, options: DownloadOptions): Promise<ArrayBuffer> {
  const idle = new IdleAbort(options.idleTime ?? defaultIdleTime);
  try {
    const response = await fetch(url, {
      ...options.requestInit,
      cache: options.cache,
      signal: AbortSignal.any([options.signal, idle.signal]),
    });
    checkStatus(response, url);
    if (options.binary) refuseHtml(response, url);
    return await readBody(response, url, options, idle);
  } catch (error) {
    if (error instanceof EdgewiseError || error instanceof Passing) throw error;
    if (idle.signal.aborted) {
      throw new Passing(
        new EdgewiseError('network', `${url} stalled: no byte for ${String(idle.milliseconds)} ms.`, {
          url,
          stalled: true,
        }),
      );
    }
    throw new Passing(
      new EdgewiseError(
        'network',
        `${url} could not be fetched (${messageOf(error)}). Check the connection, and that the server ` +
          `allows this origin (CORS) and the page's Content-Security-Policy allows it in connect-src.`,
        { url },
        error,
      ),
    );
  } finally {
    idle.stop();
  }
}

function checkStatus(response: Response, url: string): void {
  if (response.ok) return;
  const { status } = response;
  const error = new EdgewiseError(
    'network',
    `${url} answered ${String(status)} ${response.statusText}`.trimEnd() + `. ${nextStep(status)}`,
    { url, status },
  );
  throw status >= 500 || status === 408 || status === 429 ? new Passing(error) : error;
}

function nextStep(status: number): string {
  if (status === 404 || status === 410) return 'Check the URL and that the file was deployed.';
  if (status === 401 || status === 403) return 'Pass headers or credentials in requestInit.';
  return 'Try again later.';
}

async function readBody(
  response: Response,
  url: string,
  options: DownloadOptions,
  idle: IdleAbort,
): Promise<ArrayBuffer> {
  const expected = options.exactly ?? declaredLength(response);
  const chunks: Uint8Array[] = [];
  let length = 0;
  options.onBytes?.(0);
  for (const reader = response.body?.getReader(); reader;) {
    const { done, value } = await reader.read();
    if (done) break;
    idle.touch();
    length += value.byteLength;
    if (length > options.atMost) {
      await reader.cancel();
      throw tooLong(url, options.atMost);
    }
    chunks.push(value);
    options.onBytes?.(length);
  }
  if (expected !== null && length < expected) {
    throw new Passing(cutShort(url, expected, length));
  }
  return concatenate(chunks);
}

function refuseHtml(response: Response, url: string): void {
  if (!response.headers.get('content-type')?.startsWith('text/html')) return;
  throw new EdgewiseError(
    'integrity',
    `${url} is an HTML page where weights should be. Check that the file was deployed, and that no ` +
      `log-in page stands before it.`,
    { url, file: fileName(url), received: 'html' },
  );
}

function cutShort(url: string, expected: number, actual: number): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${url} is cut short: ${String(actual)} bytes of ${String(expected)}. Load again; if it stays so, ` +
      `deploy the file again.`,
    { url, file: fileName(url), expected, actual },
  );
}

function tooLong(url: string, atMost: number): EdgewiseError {
  return new EdgewiseError('limit', `${url} is longer than the ${String(atMost)} bytes that are allowed.`, {
    url,
    file: fileName(url),
    limit: atMost,
  });
}

/**
 * The decoded length a server declares. With a content coding, Content-Length counts other bytes, and
 * from another origin that header is hidden from us.
 */
function declaredLength(response: Response): number | null {
  const declared = response.headers.get('content-length');
  const coded = response.type !== 'basic' || response.headers.has('content-encoding');
  return declared === null || coded ? null : Number(declared);
}

function fileName(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? url;
}

/** Aborts when `touch` was not called for some time. */
class IdleAbort {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly milliseconds: number) {
    this.touch();
  }

  touch(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      signal.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      clearTimeout(timer);
      reject(signal.reason as Error);
    }
    signal.addEventListener('abort', aborted, { once: true });
  });
}
