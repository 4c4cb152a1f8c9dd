import { isEdgewiseError } from '../errors.js';
import { verify, type Digest, type VerifiedBytes } from '../model/digest.js';
import { shardUrl } from '../model/url.js';
import { download } from './download.js';
import type { FetchModelRequest } from './fetch-request.js';

const remedy = 'Deploy the manifest together with all of its files, or load again once that is done.';

export interface ExpectedFile {
  path: string;
  bytes: number;
  sha256: Digest;
}

/**
 * A file of a package, held against what its manifest says: not a byte more or less, and its digest. It may be
 * redirected anywhere, since its digest decides.
 */
export async function downloadArtifact(
  { path, bytes, sha256 }: ExpectedFile,
  { url, cache, requestInit }: FetchModelRequest,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<VerifiedBytes> {
  const fetchOnce = async (http: RequestCache) => {
    const init = withoutCredentialsElsewhere(url, requestInit);
    const lengths = { exactly: bytes, atMost: bytes };
    const options = { requestInit: init, cache: http, signal, ...lengths, binary: true, onBytes };
    return verify(await download(shardUrl(url, path), options), sha256, { file: path, url }, remedy);
  };
  if (cache === 'reload' || cache === 'no-store') return fetchOnce(cache);
  try {
    // What is called by its digest stays what it is: the browser's own cache need not ask.
    return await fetchOnce(path.includes(sha256.slice(0, 16)) ? 'default' : 'no-cache');
  } catch (error) {
    // Other bytes may come from a cache on the way: once more, past all of them.
    if (!isEdgewiseError(error) || typeof error.details['actual'] !== 'string') throw error;
    return fetchOnce('reload');
  }
}

/** Cookies are for the package's own origin: those of another one are not sent to where it redirects. */
function withoutCredentialsElsewhere(url: string, init: RequestInit): RequestInit {
  if (init.credentials !== 'include') return init;
  const own = new URL(url).origin === globalThis.origin;
  return own ? { ...init, credentials: 'same-origin' } : { ...init, redirect: 'error' };
}
