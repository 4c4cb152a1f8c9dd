import { unsigned } from '../../model/manifest/signing/refusals.js';
import { downloadSigningFile } from '../download-signing-file.js';
import type { FetchModelRequest } from '../fetch-request.js';
import type { ModelRecord } from '../record.js';
import { revalidating } from '../revalidate.js';
import type { Verifier } from './verifier.js';

/**
 * Holds a stored manifest against the `manifest.sig` that was kept with it, each time anew. Where that does not hold, or
 * there is none since the model was loaded without keys, the one beside the manifest is asked for: keys may have been
 * added to it.
 *
 * @returns the one that holds
 * @throws EdgewiseError `signature`
 */
export async function verifyStored(
  trust: Verifier,
  { package: isPackage, signingFile }: ModelRecord,
  manifest: ArrayBuffer,
  { url, cache, requestInit }: FetchModelRequest,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  if (!isPackage) throw unsigned(url);
  try {
    return await trust.verify(manifest, signingFile);
  } catch (refusal) {
    if (cache === 'only-if-cached') throw refusal;
    const current = await downloadSigningFile(url, { requestInit, signal, ...revalidating }).catch(() => undefined);
    signal.throwIfAborted();
    if (current === undefined) throw refusal;
    return trust.verify(manifest, current);
  }
}
