import { requireSecureContext } from '../../model/manifest/signing/ed25519.js';
import { readTrustedKeys, type PublicKey } from '../../model/manifest/signing/public-key.js';
import { refusal, unsigned } from '../../model/manifest/signing/refusals.js';
import { checkNotRolledBack } from '../../model/manifest/signing/release.js';
import { verifyManifest } from '../../model/manifest/signing/verify-manifest.js';
import type { ModelManifest } from '../../model/manifest/manifest.js';
import type { Answer, AnswerOptions } from '../download-answer.js';
import type { FetchModelRequest } from '../fetch-request.js';
import type { ModelRecord } from '../record.js';
import type { Trust, TrustOf } from '../trust.js';
import type { Verifier } from './verifier.js';
import { verifyAnswer } from './verify-answer.js';
import { verifyStored } from './verify-stored.js';

/**
 * The keys that an application names. A list without one trusts nobody.
 *
 * @throws EdgewiseError `input` for what is no list of keys, `environment` where nothing can be verified
 */
export const trustOf: TrustOf = (request, record) => {
  const { url, trustedKeys } = request;
  if (trustedKeys === undefined) return null;
  const keys = readTrustedKeys(trustedKeys);
  requireSecureContext(url);
  if (keys.length > 0) return new TrustedKeys(request, keys, record?.highestRelease ?? null);
  throw refusal(
    'unknown-key',
    url,
    'is not loaded: trustedKeys is an empty list, which trusts nobody. Name a key in it.',
    { field: 'trustedKeys' },
  );
};

/** The keys, and what this device knows of the model's releases. */
export class TrustedKeys implements Trust, Verifier {
  constructor(
    private readonly request: FetchModelRequest,
    private readonly keys: readonly PublicKey[],
    private readonly highestRelease: number | null,
  ) {}

  /** @throws EdgewiseError `signature` unless a trusted key signed these very bytes */
  async verify(manifest: ArrayBuffer, signingFile: ArrayBuffer | null | undefined): Promise<ArrayBuffer> {
    const { url } = this.request;
    if (!signingFile) throw unsigned(url);
    await verifyManifest(manifest, signingFile, this.keys, url);
    return signingFile;
  }

  verifyAnswer(answer: Answer, options: AnswerOptions): Promise<Answer> {
    return verifyAnswer(this, answer, this.request.url, options);
  }

  verifyStored(record: ModelRecord, manifest: ArrayBuffer, signal: AbortSignal): Promise<ArrayBuffer> {
    return verifyStored(this, record, manifest, this.request, signal);
  }

  check(manifest: ModelManifest | null): void {
    const { url } = this.request;
    // Signed or not: nothing says which weights belong to it.
    if (!manifest) throw unsigned(url);
    checkNotRolledBack(manifest, this.highestRelease, url);
  }
}
