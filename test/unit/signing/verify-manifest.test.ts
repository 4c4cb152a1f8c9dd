import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEdgewiseError } from '../../../src/errors.js';
import { limits } from '../../../src/model/limits.js';
import { checkNotRolledBack } from '../../../src/model/manifest/signing/release.js';
import { readTrustedKeys, whatIsWrongWith } from '../../../src/model/manifest/signing/public-key.js';
import { parseSigningFile, serializeSigningFile } from '../../../src/model/manifest/signing/signing-file.js';
import { smallOrderEncodings } from '../../../src/model/manifest/signing/small-order.js';
import { verifyManifest } from '../../../src/model/manifest/signing/verify-manifest.js';
import { fullManifest } from '../../support/full-manifest.js';
import { linearPackage } from '../../support/packages.js';
import { signingFile, testKey } from '../../support/signing.js';

fc.configureGlobal({ seed: 20261126 });

const url = 'https://x/m/manifest.json';
const manifest = linearPackage().files.get('manifest.json')!;
const [mine, other, stranger] = [testKey(), testKey(), testKey()];
const file = signingFile(manifest, mine, other);
const bufferOf = (bytes: Uint8Array | string): ArrayBuffer => new Uint8Array(Buffer.from(bytes)).buffer;
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const verify = (of: Uint8Array, by: Uint8Array | string, keys = [mine.publicKey]) =>
  verifyManifest(bufferOf(of), bufferOf(by), keys, url);

/** Why it was refused; null where it was not. */
async function refusal(of: Uint8Array, by: Uint8Array | string, keys?: string[]): Promise<unknown> {
  try {
    await verify(of, by, keys);
    return null;
  } catch (error) {
    if (!isEdgewiseError(error) || error.code !== 'signature') throw error;
    return error.details['reason'];
  }
}

describe('a manifest is taken', () => {
  test('as one trusted key signed it, whoever else did', async () => {
    expect(await verify(manifest, file)).toEqual([mine.publicKey]);
    expect(await verify(manifest, file, [stranger.publicKey, other.publicKey])).toEqual([other.publicKey]);
    expect(await verify(manifest, signingFile(manifest, mine))).toEqual([mine.publicKey]);
  });

  test('under no other key', async () => {
    expect(await refusal(manifest, file, [stranger.publicKey])).toBe('unknown-key');
    const renamed = textOf(file).replace(mine.publicKey, stranger.publicKey);
    expect(await refusal(manifest, renamed, [stranger.publicKey])).toBe('invalid');
  });

  test('only with the domain before it: what was signed for something else is none of its signatures', async () => {
    const signature = sign(null, manifest, mine.privateKey).toString('base64url');
    expect(await refusal(manifest, serializeSigningFile([{ key: mine.publicKey, signature }]))).toBe('invalid');
  });
});

describe('not one byte may be another', () => {
  const place = (bytes: Uint8Array) =>
    fc.record({ at: fc.nat(bytes.length - 1), by: fc.integer({ min: 1, max: 255 }) });
  const changed = (bytes: Uint8Array, { at, by }: { at: number; by: number }) => {
    const copy = new Uint8Array(bytes);
    copy[at]! ^= by;
    return copy;
  };

  test('of the manifest', async () => {
    expect(await refusal(manifest, file)).toBeNull();
    await fc.assert(
      fc.asyncProperty(place(manifest), async (change) => {
        expect(await refusal(changed(manifest, change), file)).toBe('invalid');
      }),
      { numRuns: 500 },
    );
  });

  test('of the file with its signatures', async () => {
    await fc.assert(
      fc.asyncProperty(place(file), async (change) => {
        expect(['invalid', 'unknown-key']).toContain(await refusal(manifest, changed(file, change)));
      }),
      { numRuns: 3_000 },
    );
  });

  test('nor one more, nor one less', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length), fc.nat(255), fc.boolean(), async (at, byte, more) => {
        const [before, after] = [file.subarray(0, at), file.subarray(at)];
        const spoiled = more ? [...before, byte, ...after] : [...before, ...after.subarray(1)];
        fc.pre(spoiled.length !== file.length);
        expect(['invalid', 'unknown-key']).toContain(await refusal(manifest, new Uint8Array(spoiled)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a file with signatures', () => {
  const signatures = parseSigningFile(bufferOf(file), url)!;

  test('is written as it is read', () => {
    expect(signatures.map(({ key }) => key)).toEqual([mine.publicKey, other.publicKey]);
    expect(serializeSigningFile(signatures)).toBe(textOf(file));
  });

  test.each<[string, string]>([
    ['empty', ''],
    ['an HTML page', '<!doctype html><title>Not found</title>'],
    ['no JSON', 'signature'],
    ['a list', '[]'],
    ['of another format', textOf(file).replace('edgewise-signature', 'edgewise-seal')],
    ['of a later schema', textOf(file).replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ['with a key twice in an object', textOf(file).replace('"format"', '"format": "edgewise-signature",\n  "format"')],
    ['with another key of ours', textOf(file).replace('{', '{\n  "comment": "",')],
    ['on one line', JSON.stringify(JSON.parse(textOf(file)))],
    ['with a byte order mark', `\u{feff}${textOf(file)}`],
    ['with Windows’ line ends', textOf(file).replaceAll('\n', '\r\n')],
    ['with no signature', serializeSigningFile([])],
    ['with too many', serializeSigningFile(Array.from({ length: limits.signatures + 1 }, () => signatures[0]!))],
    ['too long', textOf(file) + ' '.repeat(limits.signing)],
    ['with a number for a key', textOf(file).replace(/"key": "[^"]*"/, '"key": 7')],
  ])('%s is none', async (_, text) => {
    expect(parseSigningFile(bufferOf(text), url)).toBeNull();
    expect(await refusal(manifest, text)).toBe('invalid');
  });

  test('may have as many signatures as the limit says', () => {
    const most = Array.from({ length: limits.signatures }, () => signatures[0]!);
    expect(parseSigningFile(bufferOf(serializeSigningFile(most)), url)).toEqual(most);
  });

  test('with a signature or key that is no 64 or 32 bytes is refused', async () => {
    const [first] = signatures as [(typeof signatures)[number]];
    expect(await refusal(manifest, serializeSigningFile([first]))).toBeNull();
    for (const signature of [first.signature.slice(1), `${first.signature}AA`, `${first.signature}==`, 'a+/b']) {
      expect(await refusal(manifest, serializeSigningFile([{ ...first, signature }]))).toBe('invalid');
    }
    // The last letter has bits that belong to no byte: they are zero.
    for (const last of 'BCDEFGHIJKLMNOP') {
      const signature = first.signature.slice(0, -1) + last;
      expect(await refusal(manifest, serializeSigningFile([{ ...first, signature }]))).toBe('invalid');
    }
  });
});

describe('keys', () => {
  const key = mine.publicKey;
  test.each([...smallOrderEncodings])('of small order are refused: %s', (hex) => {
    const text = Buffer.from(hex, 'hex').toString('base64url');
    expect(whatIsWrongWith(text)).toContain('small order');
    expect(() => readTrustedKeys([key, text])).toThrow(
      expect.objectContaining({ code: 'input', details: { field: 'trustedKeys[1]', value: text } }) as Error,
    );
  });

  test.each<[string, unknown]>([
    ['too short', key.slice(1)],
    ['too long', `${key}A`],
    ['with padding', `${key}=`],
    ['with a blank', ` ${key}`],
    ['in base64 of another alphabet', '+'.repeat(42) + 'A'],
    ['in hexadecimal', Buffer.from(key, 'base64url').toString('hex')],
    ['with bits that belong to no byte', key.slice(0, -1) + 'B'],
    ['no text', 7],
    ['not there', undefined],
    ['null', null],
    ['no point of the curve', Buffer.from([2, ...new Uint8Array(31)]).toString('base64url')],
    [
      'a point written with a y beyond p',
      Buffer.from([0xf0, ...new Uint8Array(30).fill(255), 127]).toString('base64url'),
    ],
  ])('%s are refused', (_, value) => {
    expect(whatIsWrongWith(value)).toMatch(/^no Ed25519 public key/);
  });

  test('that are sound are taken, each', () => {
    const keys = Array.from({ length: 50 }, () => testKey().publicKey);
    expect(readTrustedKeys(keys)).toEqual(keys);
    expect(readTrustedKeys([])).toEqual([]);
  });

  test.each([null, key, {}, 0, new Set([key])])('%j is no list of them', (value) => {
    expect(() => readTrustedKeys(value)).toThrow(expect.objectContaining({ code: 'input' }) as Error);
  });
});

test('a lower release than this device had is refused, with both numbers', () => {
  const of = (release: number) => ({ ...fullManifest, release });
  for (const [release, highest] of [
    [3, null],
    [3, 3],
    [4, 3],
  ] as const) {
    checkNotRolledBack(of(release), highest, url);
  }
  expect(() => {
    checkNotRolledBack(of(2), 3, url);
  }).toThrow(
    expect.objectContaining({
      code: 'signature',
      message: expect.stringMatching(/is release 2, and this device has had release 3/) as string,
      details: { url, reason: 'rolled-back', release: 2, highest: 3 },
    }) as Error,
  );
});
