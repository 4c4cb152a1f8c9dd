import { verify, type Digest, type VerifiedBytes } from '../model/digest.js';
import { filesAtOnce } from './files-at-once.js';
import { parallel } from './parallel.js';
import type { ModelDatabase } from './record.js';

/** The stored files that are what they were, by digest; every file is verified on every reading. */
export async function readIntact(
  database: ModelDatabase,
  digests: Iterable<Digest>,
  url: string,
): Promise<Map<Digest, VerifiedBytes>> {
  const intact = new Map<Digest, VerifiedBytes>();
  const stored = await database.read(digests).catch(() => new Map<Digest, ArrayBuffer>());
  await parallel([...stored], filesAtOnce, async ([sha256, bytes]) => {
    const verified = await verify(bytes, sha256, { file: sha256, url }).catch(() => null);
    if (verified) intact.set(sha256, verified);
  });
  return intact;
}
