import { EdgewiseError, messageOf } from '../../errors.js';
import { Connection } from './connection.js';
import { lossOf } from './loss.js';
import type { Endpoint } from '../protocol.js';

/** Where a realm of ours runs. */
export type Location = 'worker' | 'page';

export interface Realm {
  connection: Connection;
  /** Ends the worker; on the page there is nothing to end. */
  terminate: () => void;
  /** Gives it up: whoever waits for it gets this error. */
  fail: (error: EdgewiseError) => void;
}

export async function spawn(url: string, location: Location): Promise<Realm> {
  return location === 'worker' ? spawnWorker(url) : importOnPage(url);
}

/**
 * Starts a worker from a blob of the page's own origin that imports the file: allowed from any origin and on
 * isolated pages, and faster, since Chromium keeps the compiled code of an imported file from visit to visit, but
 * not that of a worker's own. Where a Content-Security-Policy forbids the blob, the file is started directly.
 */
async function spawnWorker(url: string): Promise<Realm> {
  if (typeof Worker === 'undefined') {
    throw new EdgewiseError(
      'environment',
      'This environment has no workers. Load with { worker: false } to run on the page.',
      { missing: 'Worker' },
    );
  }
  const violations = watchPolicy();
  const failures: string[] = [];
  try {
    for (const start of waysToStart(url)) {
      try {
        return realmOf(await start(url));
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    throw await explain(url, 'worker', failures, violations.list);
  } finally {
    violations.stop();
  }
}

/** A blob that imports a blob would only need more of a policy. */
function waysToStart(url: string): ((url: string) => Promise<Worker>)[] {
  if (isInline(url)) return [startDirectly];
  return sameOrigin(url) ? [startFromBlob, startDirectly] : [startFromBlob];
}

/** The library's files may come in the application's bundle: see `shipped-assets.inline.ts`. */
function isInline(url: string): boolean {
  return url.startsWith('blob:');
}

function sameOrigin(url: string): boolean {
  return new URL(url).origin === location.origin;
}

function startDirectly(url: string): Promise<Worker> {
  return ready(new Worker(url, { type: 'module', name: 'edgewise' }));
}

async function startFromBlob(url: string): Promise<Worker> {
  // A dynamic import: a static one would be held against worker-src, which may name blob: alone.
  const source = `import(${JSON.stringify(url)}).catch((e) => postMessage({ failed: String(e) }))`;
  const blob = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return await ready(new Worker(blob, { type: 'module', name: 'edgewise' }));
  } finally {
    URL.revokeObjectURL(blob);
  }
}

/** Waits for the first word: what is sent to a worker whose module still loads would be lost. */
function ready(worker: Worker): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      worker.removeEventListener('message', onMessage);
      worker.removeEventListener('error', onError);
      if (error) {
        worker.terminate();
        reject(error);
      } else resolve(worker);
    };
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      const { ready, failed } = Object(data) as { ready?: unknown; failed?: string };
      settle(ready === true ? undefined : new Error(failed ?? 'it is another worker, of the same name'));
    };
    const onError = (event: ErrorEvent) => {
      event.preventDefault();
      // The message is empty where the file could not be loaded at all.
      settle(new Error(event.message || 'the file could not be loaded'));
    };
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
  });
}

function realmOf(worker: Worker): Realm {
  const connection = new Connection(worker);
  const fail = (error: EdgewiseError) => {
    worker.terminate();
    connection.close(error);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    fail(lossOf('worker', event.message || 'it ended'));
  });
  const terminate = () => {
    fail(new EdgewiseError('disposed', 'The model was disposed of.'));
  };
  return { connection, terminate, fail };
}

/** The same host, on the page's own thread, at the other end of a channel. */
async function importOnPage(url: string): Promise<Realm> {
  refuseForeignTensorFlow();
  const violations = watchPolicy();
  try {
    const host = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as {
      serve: (endpoint: Endpoint) => void;
    };
    ours = true;
    const { port1, port2 } = new MessageChannel();
    host.serve(port1);
    port1.start();
    const connection = new Connection(port2);
    port2.start();
    const fail = (error: EdgewiseError) => {
      connection.close(error);
    };
    return { connection, terminate: () => undefined, fail };
  } catch (error) {
    throw await explain(url, 'page', [messageOf(error)], violations.list);
  } finally {
    violations.stop();
  }
}

/** Whether the TF.js engine on this page is the one that we brought. */
let ours = false;

function refuseForeignTensorFlow(): void {
  if (ours || !('_tfengine' in globalThis)) return;
  throw new EdgewiseError(
    'environment',
    'This page has a TF.js of its own, which a second one would share its engine with. Leave ' +
      '{ worker: false } out: a worker is a realm of its own.',
    { conflict: 'TF.js' },
  );
}

function watchPolicy(): { list: SecurityPolicyViolationEvent[]; stop: () => void } {
  const list: SecurityPolicyViolationEvent[] = [];
  const listen = (event: SecurityPolicyViolationEvent) => list.push(event);
  document.addEventListener('securitypolicyviolation', listen);
  return {
    list,
    stop: () => {
      document.removeEventListener('securitypolicyviolation', listen);
    },
  };
}

/** Browsers say little about why a worker did not start: gather what can be known, and say what to do. */
async function explain(
  url: string,
  where: Location,
  failures: readonly string[],
  violations: readonly SecurityPolicyViolationEvent[],
): Promise<EdgewiseError> {
  const inline = isInline(url);
  // A blob knows no HEAD, and costs no download.
  const answer = await fetch(url, { method: inline ? 'GET' : 'HEAD' }).catch(() => null);
  // The request was also time for the violation's event, which is a task of its own, to come; and may be one itself.
  const violation = violations.find(({ effectiveDirective }) => effectiveDirective !== 'connect-src');
  const foreign = !sameOrigin(url);
  const failed = (why: string, facts: object = {}) =>
    new EdgewiseError('environment', `The worker ${url} did not start: ${why}`, {
      ...{ url, failures },
      ...(answer && { status: answer.status }),
      ...facts,
    });
  if (answer && (!answer.ok || answer.headers.get('content-type')?.startsWith('text/html'))) {
    return failed(
      `it is not there (${answer.ok ? 'an HTML page came in its place' : `status ${answer.status}`}). ` +
        `It belongs beside the bundle: cp -r node_modules/edgewise/dist/{worker*,transforms}.js node_modules/edgewise/dist/wasm ` +
        `OUTPUT_FOLDER Where it lies elsewhere, call configure({ assets }).`,
    );
  }
  const needs = whatIsNeeded(url, where);
  if (violation) {
    const { effectiveDirective: policy, blockedURI: blocked } = violation;
    return failed(`the page's Content-Security-Policy forbids it (${policy}). ${needs}`, { policy, blocked });
  }
  if (!answer && !inline) {
    const cors = ', or sends no CORS header (Access-Control-Allow-Origin), which files of another origin need';
    return failed(
      `its server is out of reach${foreign ? cors : ''}.`,
      foreign ? { missing: 'Access-Control-Allow-Origin' } : {},
    );
  }
  return failed(
    `${failures.join('; ')}. Where the page has a Content-Security-Policy: ${needs} Where the file lies elsewhere, ` +
      `call configure({ assets }).`,
  );
}

/** What a policy has to allow. One that allows no blob has another way out: the files themselves. */
function whatIsNeeded(url: string, where: Location): string {
  if (isInline(url)) {
    const directive = where === 'page' ? 'script-src' : 'worker-src';
    return `It needs ${directive} blob:; or the library's files in a folder of their own, and configure({ assets }).`;
  }
  const { origin } = new URL(url);
  return sameOrigin(url)
    ? `It needs worker-src ${origin} blob: and script-src ${origin}; or load with { worker: false }.`
    : `It needs worker-src blob: and script-src ${origin}; or load with { worker: false }.`;
}
