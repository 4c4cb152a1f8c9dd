import { EdgewiseError, messageOf } from '../errors.js';
import { concatenate } from '../model/bytes.js';
import { checkBody, fileName, refuseHtml, trailing, type BodyChecks } from './check-body.js';
import { IdleAbort } from '../model/idle-abort.js';
import { Passing } from './passing.js';

export interface DownloadOptions extends BodyChecks {
  requestInit: RequestInit;
  /** The browser's HTTP cache, not ours. */
  cache: RequestCache;
  signal: AbortSignal;
  /** Decoded bytes beyond which the download stops. Where it is `exactly` these, more is another file. */
  atMost: number;
  /** Called with the URL that answered, after redirects. */
  onAnswer?: (url: string) => void;
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

async function downloadOnce(url: string, options: DownloadOptions): Promise<ArrayBuffer> {
  const idle = new IdleAbort(options.idleTime ?? defaultIdleTime);
  try {
    const response = await fetch(url, {
      ...options.requestInit,
      cache: options.cache,
      signal: AbortSignal.any([options.signal, idle.signal]),
    });
    checkStatus(response, url);
    // A service worker's own answer has none.
    if (response.url !== '') options.onAnswer?.(response.url);
    const bytes = await readBody(response, url, options, idle);
    checkBody(bytes, response, url, options);
    return bytes;
  } catch (error) {
    if (error instanceof EdgewiseError || error instanceof Passing) throw error;
    throw new Passing(idle.signal.aborted ? stalled(url, idle.milliseconds) : unreachable(url, error));
  } finally {
    idle.stop();
  }
}

function checkStatus(response: Response, url: string): void {
  if (response.ok) return;
  const { status, statusText } = response;
  const message = `${url} answered ${`${status} ${statusText}`.trimEnd()}. ${nextStep(status)}`;
  const error = new EdgewiseError('network', message, { url, status });
  throw isPassing(status) ? new Passing(error) : error;
}

/** Statuses by which a server says "not now" rather than "no". */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
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
      refuseHtml(concatenate([...chunks, value]), url, options);
      throw tooLong(url, options);
    }
    chunks.push(value);
    options.onBytes?.(length);
  }
  return concatenate(chunks);
}

function stalled(url: string, milliseconds: number): EdgewiseError {
  return new EdgewiseError('network', `${url} stalled: no byte for ${milliseconds} ms. Try again later.`, {
    url,
    stalled: true,
  });
}

function unreachable(url: string, cause: unknown): EdgewiseError {
  return new EdgewiseError(
    'network',
    `${url} could not be fetched (${messageOf(cause)}). Check the connection, and that the server ` +
      `allows this origin (CORS) and the page's Content-Security-Policy allows it in connect-src.`,
    { url },
    cause,
  );
}

function tooLong(url: string, { atMost, exactly }: DownloadOptions): EdgewiseError {
  if (atMost === exactly) return trailing(url, exactly);
  return new EdgewiseError('limit', `${url} is longer than the ${atMost} bytes that are allowed.`, {
    url,
    file: fileName(url),
    limit: atMost,
  });
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
