import { isEdgewiseError } from '../errors.js';
import { limits } from '../model/limits.js';
import { signatureFile } from '../model/manifest/manifest.js';
import { refusal } from '../model/manifest/signing/refusals.js';
import { shardUrl } from '../model/url.js';
import { download, type DownloadOptions } from './download.js';
import { refuseOtherOrigin } from './other-origin.js';

/** Statuses by which a server says that there is no such file; storage services that list nothing say 403. */
const absent: readonly unknown[] = [403, 404, 410];

/** The `manifest.sig` beside a manifest; null where there is none, or a page in its place. */
export async function downloadSigningFile(
  manifest: string,
  options: Pick<DownloadOptions, 'requestInit' | 'cache' | 'signal' | 'tries' | 'idleTime'>,
): Promise<ArrayBuffer | null> {
  const url = shardUrl(manifest, signatureFile);
  const onAnswer = (from: string) => {
    refuseOtherOrigin(url, from);
  };
  try {
    return await download(url, { ...options, atMost: limits.signing, binary: true, onAnswer });
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    const { status, received } = error.details;
    if (absent.includes(status) || received === 'html') return null;
    if (error.code === 'limit') throw refusal('invalid', manifest, `has no sound signature: ${error.message}`);
    throw error;
  }
}
