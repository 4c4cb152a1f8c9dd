import { createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { EdgewiseError, isEdgewiseError } from '../../errors.js';
import type { PublicKey } from '../../model/manifest/signing/public-key.js';
import { diskError } from '../package/disk-error.js';
import { publicKeyOf } from './key-file.js';

export interface WrittenKey {
  /** The private key's file, and beside it that of the public one. */
  file: string;
  publicFile: string;
  publicKey: PublicKey;
}

/** A PKCS#8 of Ed25519 (RFC 8410) up to the 32 bytes of the seed. */
const head = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Any 32 bytes are a private key (RFC 8032). Not by `generateKeyPairSync`: in Node 20, exporting a key that it made never
 * ends where a garbage collection falls into it.
 */
export function newPrivateKey(): KeyObject {
  return createPrivateKey({ key: Buffer.concat([head, randomBytes(32)]), format: 'der', type: 'pkcs8' });
}

/**
 * Makes a key pair and writes it: the private key as PKCS#8 PEM for its owner's eyes alone, the public key as one line
 * beside it. What is there is never written over: whoever loses a private key cannot sign for it again.
 *
 * @throws EdgewiseError `input` where a file of that name is there, `storage` where the disk refuses
 */
export async function writeKey(file: string): Promise<WrittenKey> {
  const publicFile = `${file}.pub`;
  const privateKey = newPrivateKey();
  const publicKey = publicKeyOf(privateKey);
  await writeNew(publicFile, `${publicKey}\n`, 0o644);
  try {
    await writeNew(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  } catch (error) {
    await rm(publicFile);
    throw error;
  }
  return { file, publicFile, publicKey };
}

/** The flag `wx` fails where anything is there, a link that leads nowhere included. */
async function writeNew(file: string, text: string | Buffer, mode: number): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new EdgewiseError(
        'input',
        `${file} is there already, and a key is never written over. Choose another file with --out.`,
        { field: 'out', file },
      );
    }
    const failure = diskError(error, file);
    if (isEdgewiseError(failure)) await rm(file, { force: true });
    throw failure;
  }
}
