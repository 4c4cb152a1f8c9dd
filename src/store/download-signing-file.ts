import type { EdgewiseError } from '../errors.js';
import { limits } from '../model/limits.js';
import { signatureFile } from '../model/manifest/manifest.js';
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
  return download(url, { ...options, atMost: limits.signing, binary: true, onAnswer }).catch((error: unknown) => {
    const { status, received } = (error as Partial<EdgewiseError>).details ?? {};
    if (absent.includes(status) || received === 'html') return null;
    throw error;
  });
}
