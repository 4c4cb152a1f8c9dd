import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { newPrivateKey } from '../../src/cli/signing/write-key.js';
import { utf8, type Bytes } from './models/bytes.js';
import type { TestPackage } from './packages.js';

/** A pair of keys, for Node's own Ed25519. */
export interface TestKey {
  privateKey: KeyObject;
  /** As base64url: what an application trusts. */
  publicKey: string;
}

export function testKey(): TestKey {
  const privateKey = newPrivateKey();
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x! };
}

/** A `manifest.sig` as the format's page describes it, written without the library's help. */
export function signingFile(manifest: Bytes, ...keys: readonly TestKey[]): Bytes {
  const message = Buffer.concat([Buffer.from('edgewise-manifest-v1\0'), manifest]);
  const signatures = keys.map(({ privateKey, publicKey }) => ({
    key: publicKey,
    signature: sign(null, message, privateKey).toString('base64url'),
  }));
  return utf8(`${JSON.stringify({ format: 'edgewise-signature', schemaVersion: 1, signatures }, null, 2)}\n`);
}

/** The package with a `manifest.sig` by these keys. */
export function signed(sound: TestPackage, ...keys: readonly TestKey[]): TestPackage {
  const file = signingFile(sound.files.get('manifest.json')!, ...keys);
  return { ...sound, files: new Map([...sound.files, ['manifest.sig', file]]) };
}
