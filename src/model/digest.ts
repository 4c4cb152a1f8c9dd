import { sha256 as sha256InJavaScript } from '@noble/hashes/sha2.js';
import { EdgewiseError } from '../errors.js';

declare const verified: unique symbol;

/** Bytes that passed their digest. Only this file makes them, and only they reach a session. */
export type VerifiedBytes = ArrayBuffer & { readonly [verified]: true };

/** SHA-256 as 64 lower-case hexadecimal digits. */
export type Digest = string;

/**
 * SHA-256 (FIPS 180-4). `crypto.subtle` is missing on plain http other than localhost; there the same
 * digest is computed in JavaScript, so verification holds on every page.
 */
export async function sha256(bytes: ArrayBuffer): Promise<Digest> {
  // The types say that `subtle` is always there; an insecure page says otherwise.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes))
    : sha256InJavaScript(new Uint8Array(bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Takes bytes whose digest is already known; throws `integrity` where they differ, with what to do then. */
export async function verify(
  bytes: ArrayBuffer,
  expected: Digest,
  facts: { file: string; url: string },
  remedy = `If the model was replaced on the server, load it with { cache: 'reload' }.`,
): Promise<VerifiedBytes> {
  const actual = await sha256(bytes);
  if (actual !== expected) {
    throw new EdgewiseError(
      'integrity',
      `${facts.file} is not the file that belongs to this model: its SHA-256 differs. ${remedy}`,
      { ...facts, expected, actual },
    );
  }
  return bytes as VerifiedBytes;
}

/** Takes bytes seen for the first time, whose length and structure were checked: names them by their digest. */
export async function seal(bytes: ArrayBuffer): Promise<{ bytes: VerifiedBytes; sha256: Digest }> {
  return { sha256: await sha256(bytes), bytes: bytes as VerifiedBytes };
}

/**
 * The digest of a whole model: SHA-256 over the lines `<sha256>  <path>\n` of its files, model.json
 * first, then the weight files in the order in which it names them. Thus
 * `sha256sum model.json <weights…> | sha256sum` gives the same, whatever the model's URL.
 */
export async function digestOfModel(files: readonly { path: string; sha256: Digest }[]): Promise<Digest> {
  const lines = files.map((file) => `${file.sha256}  ${file.path}\n`).join('');
  return sha256(new TextEncoder().encode(lines).buffer);
}
