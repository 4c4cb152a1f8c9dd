import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { Point } from '@noble/ed25519';
import { describe, expect, test } from 'vitest';
import { requireSecureContext, verifyEd25519 } from '../../../src/model/manifest/signing/ed25519.js';
import { isOfSmallOrder, smallOrderEncodings } from '../../../src/model/manifest/signing/small-order.js';
import { rfc8032 } from './rfc8032.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (of: Uint8Array) => Buffer.from(of).toString('hex');
/** As RFC 8032 writes numbers: 32 bytes, the lowest first. */
const littleEndian = (value: bigint) => bytes(value.toString(16).padStart(64, '0')).reverse();
const numberOf = (of: Uint8Array) => BigInt(`0x${hexOf(of.slice().reverse())}`);
const p = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const sha512 = (...parts: Uint8Array[]) => createHash('sha512').update(Buffer.concat(parts)).digest();

describe('RFC 8032, section 7.1', () => {
  test.each(rfc8032)('$name', async ({ secret, key, message, signature }) => {
    const header = bytes('302e020100300506032b657004220420');
    const privateKey = createPrivateKey({
      key: Buffer.concat([header, bytes(secret)]),
      ...{ format: 'der', type: 'pkcs8' },
    });
    // The vector is what it is said to be.
    expect(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12).toString('hex')).toBe(key);
    expect(sign(null, bytes(message), privateKey).toString('hex')).toBe(signature);

    expect(await verifyEd25519(bytes(signature), bytes(message), bytes(key))).toBe(true);
    expect(await verifyEd25519(bytes(signature), bytes(`${message}00`), bytes(key))).toBe(false);
    for (const other of rfc8032.filter((vector) => vector.key !== key)) {
      expect(await verifyEd25519(bytes(signature), bytes(message), bytes(other.key))).toBe(false);
    }
  });
});

describe('no second way to write a valid signature', () => {
  const [{ key, message, signature }] = rfc8032 as [(typeof rfc8032)[number]];
  const [r, s] = [bytes(signature).slice(0, 32), bytes(signature).slice(32)];
  const verify = (...[changedR, changedS]: [Uint8Array, Uint8Array]) =>
    verifyEd25519(new Uint8Array([...changedR, ...changedS]), bytes(message), bytes(key));

  test('S beyond the order of the group', async () => {
    expect(await verify(r, s)).toBe(true);
    for (const times of [1n, 2n, 4n, 8n, 14n]) {
      expect(await verify(r, littleEndian(numberOf(s) + times * order))).toBe(false);
    }
    for (const other of [0n, order, order - 1n, 2n ** 256n - 1n])
      expect(await verify(r, littleEndian(other))).toBe(false);
  });

  test('any bit of it', async () => {
    for (let bit = 0; bit < 512; bit += 3) {
      const changed = bytes(signature);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(await verify(changed.slice(0, 32), changed.slice(32))).toBe(false);
    }
  });

  test('R that is written with a y of p or more', async () => {
    // R = 0, S = k·a is valid by the equation alone, in both ways to write the point 0.
    const a = 7n;
    const publicKey = Point.BASE.multiply(a).toBytes();
    for (const [written, valid] of [
      [1n, true],
      [p + 1n, false],
      [1n + 2n ** 255n, false],
    ] as const) {
      const point = littleEndian(written);
      const k = numberOf(sha512(point, publicKey, bytes(message))) % order;
      const made = new Uint8Array([...point, ...littleEndian((k * a) % order)]);
      expect(await verifyEd25519(made, bytes(message), publicKey)).toBe(valid);
    }
  });
});

describe('keys of small order', () => {
  test('are listed in every way in which they can be written, and nothing else is', () => {
    const eighth = Point.fromBytes(bytes('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'));
    const all = new Set<string>();
    let point = Point.ZERO;
    for (let n = 0; n < 8; n++, point = point.add(eighth)) {
      expect(point.isSmallOrder()).toBe(true);
      const { x, y } = point.toAffine();
      for (const written of [y, y + p].filter((value) => value < 2n ** 255n)) {
        // A zero has no sign: it can be written with either.
        for (const sign of x === 0n ? [0n, 1n] : [x & 1n]) all.add(hexOf(littleEndian(written + sign * 2n ** 255n)));
      }
    }
    expect(point.equals(Point.ZERO)).toBe(true);
    expect([...smallOrderEncodings].sort()).toEqual([...all].sort());
    expect(all.size).toBe(14);
    expect(isOfSmallOrder(Point.BASE.toBytes())).toBe(false);
  });

  test.each([...smallOrderEncodings])('%s signs nothing', async (encoding) => {
    // R = 0 and S = 0: valid for each message whose k makes an end of the key, one of eight at the latest.
    const signature = new Uint8Array(64);
    signature[0] = 1;
    const lax = Point.fromBytes(bytes(encoding), true);
    let forged = 0;
    for (let n = 0; n < 40; n++) {
      const message = new Uint8Array([n]);
      const k = numberOf(sha512(signature.slice(0, 32), bytes(encoding), message)) % order;
      if (k === 0n || lax.is0() || lax.multiplyUnsafe(k % 8n).is0()) forged++;
      expect(await verifyEd25519(signature, message, bytes(encoding))).toBe(false);
    }
    // The positive control: the equation alone would have taken some of these.
    expect(forged).toBeGreaterThan(0);
  });
});

test('a browser without SHA-512 is told why', () => {
  requireSecureContext('https://x/');
  const { subtle } = crypto;
  Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
  try {
    expect(() => {
      requireSecureContext('http://x/');
    }).toThrow(expect.objectContaining({ code: 'environment' }) as Error);
  } finally {
    Object.defineProperty(crypto, 'subtle', { value: subtle, configurable: true });
  }
});
