import type { ModelManifest } from '../model/manifest/manifest.js';
import { requireSecureContext } from '../model/manifest/signing/ed25519.js';
import { readTrustedKeys, type PublicKey } from '../model/manifest/signing/public-key.js';
import { refusal, unsigned } from '../model/manifest/signing/refusals.js';
import { checkNotRolledBack } from '../model/manifest/signing/release.js';
import { verifyManifest } from '../model/manifest/signing/verify-manifest.js';
import type { FetchModelRequest } from './fetch-request.js';
import type { ModelRecord } from './record.js';

/** Whom an application trusts to have made its model, and what this device knows of that model's releases. */
export class Trust {
  constructor(
    private readonly url: string,
    private readonly keys: readonly PublicKey[],
    private readonly highestRelease: number | null,
  ) {}

  /** @throws EdgewiseError `signature` unless a trusted key signed these very bytes */
  async verify(manifest: ArrayBuffer, signingFile: ArrayBuffer | null | undefined): Promise<ArrayBuffer> {
    if (!signingFile) throw unsigned(this.url);
    await verifyManifest(manifest, signingFile, this.keys, this.url);
    return signingFile;
  }

  /** @throws EdgewiseError `signature` for a release below what this device had */
  checkRelease(manifest: ModelManifest): void {
    checkNotRolledBack(manifest, this.highestRelease, this.url);
  }
}

/**
 * Null where the application named no keys: it takes what is at the URL. A list without a key is one that trusts nobody.
 *
 * @param record what the store has at this URL, whatever the load uses of it
 * @throws EdgewiseError `input` for what is no list of keys, `environment` where nothing can be verified
 */
export function trustOf({ url, trustedKeys }: FetchModelRequest, record: ModelRecord | null): Trust | null {
  if (trustedKeys === undefined) return null;
  const keys = readTrustedKeys(trustedKeys);
  requireSecureContext(url);
  if (keys.length > 0) return new Trust(url, keys, record?.highestRelease ?? null);
  throw refusal(
    'unknown-key',
    url,
    'is not loaded: trustedKeys is an empty list, which trusts nobody. Name a key in it.',
  );
}
