import { EdgewiseError, messageOf } from '../errors.js';
import { version } from '../version.js';
import type { OfflineFile } from './options.js';

/** What an installation that failed leaves behind, which is what was there before. */
const meanwhile = 'What was available offline before stays so; online, all goes on.';

/** Why a file could not be kept, and what to do. Workbox and `fetch` say little of it. */
export async function whyNotKept({ url, integrity }: OfflineFile, cause: unknown): Promise<EdgewiseError> {
  const { name, details } = Object(cause) as { name?: string; details?: { status?: number } };
  if (name === 'QuotaExceededError') return notStored(url, messageOf(cause), cause);
  if (name === 'bad-precaching-response') return refusedByServer(url, details?.status ?? 0, cause);
  const reachable = integrity !== undefined && (await fetch(url, { cache: 'no-store' }).catch(() => null));
  if (reachable && !reachable.ok) return refusedByServer(url, reachable.status, cause);
  if (reachable) return otherFile(url, integrity, cause);
  return new EdgewiseError(
    'network',
    `${url} could not be fetched to be available offline (${messageOf(cause)}). Check the connection; of another ` +
      `origin, its server has to send a CORS header (Access-Control-Allow-Origin). ${meanwhile}`,
    { url },
    cause,
  );
}

/** Where the browser's storage is full, or there is none. */
export function notStored(url: string, reason: string, cause?: unknown): EdgewiseError {
  return new EdgewiseError(
    'storage',
    `${url} cannot be kept for offline use: the browser's storage is full, or refuses this site. Free some room ` +
      `(store.delete, other data of this site), then visit again. ${meanwhile}`,
    { url, reason },
    cause,
  );
}

function refusedByServer(url: string, status: number, cause: unknown): EdgewiseError {
  return new EdgewiseError(
    'network',
    `${url} answered ${status}, so it cannot be made available offline. Check that it was deployed, and its ` +
      `URL in makeAvailableOffline({ files, assets }). ${meanwhile}`,
    { url, status },
    cause,
  );
}

function otherFile(url: string, expected: string, cause: unknown): EdgewiseError {
  return new EdgewiseError(
    'integrity',
    `${url} is another file than the one that belongs here: its digest differs. Edgewise's own files have to be of ` +
      `the version of its service worker, ${version}: copy them anew, and as they are. ${meanwhile}`,
    { url, expected },
    cause,
  );
}
