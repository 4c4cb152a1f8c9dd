import { isEdgewiseError, type EdgewiseError } from '../errors.js';
import { seal } from '../model/digest.js';
import { describe, type Description } from './describe.js';
import { downloadAnswer } from './download-answer.js';
import { isPassing } from './download.js';
import type { FetchModelRequest } from './fetch-request.js';
import type { ModelRecord } from './record.js';
import type { Trust } from './trust.js';

/** A stored model must not wait long for a network that answers slowly or not at all. */
export const revalidating = { cache: 'no-cache', tries: 1, idleTime: 5_000 } as const;

export type Revalidation = { changed: Description } | { changed: null; warnings: string[] };

/** Asks whether a model changed. Where nobody can say (offline, 5xx, a log-in page), it did not. */
export async function revalidate(
  record: ModelRecord,
  { url, cache, requestInit }: FetchModelRequest,
  trust: Trust | null,
  signal: AbortSignal,
): Promise<Revalidation> {
  if (cache === 'only-if-cached') return { changed: null, warnings: [] };
  try {
    const options = { requestInit, signal, ...revalidating };
    const answer = await downloadAnswer(url, options);
    const { sha256 } = await seal(answer.bytes);
    if (sha256 === record.files[0]?.sha256) return { changed: null, warnings: [] };
    return { changed: await describe(answer, url, trust, options) };
  } catch (error) {
    signal.throwIfAborted();
    if (!isEdgewiseError(error) || !mayPass(error)) throw error;
    return {
      changed: null,
      warnings: [`The stored copy is used, since it could not be revalidated: ${error.message}`],
    };
  }
}

/** True for what an unreachable or disturbed network does; false for a server that says no, or something else. */
function mayPass({ code, details: { status, received, redirectedTo } }: EdgewiseError): boolean {
  if (code === 'network') return redirectedTo === undefined && (typeof status !== 'number' || isPassing(status));
  return code === 'integrity' || received === 'html' || received === 'not-json';
}
