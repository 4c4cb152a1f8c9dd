/**
 * Every encoding of the eight points whose order divides 8, in hexadecimal: under such a key, one signature is valid for
 * many messages, or all. The order-8 points are ±y of the curve's torsion subgroup; p is 2^255 − 19. The last six encode
 * a y of p or more, or an x of 0 with a sign, which RFC 8032 (5.1.3) does not allow, but some decoders take.
 *
 * Listed in K. Chalkias, F. Garillot, V. Nikolaenko: "Taming the many EdDSAs" (2020), section 3 and table 1, and with
 * the sign bit left out in libsodium's `ge25519_has_small_order`. A test computes them anew.
 */
const encodings = [
  '0100000000000000000000000000000000000000000000000000000000000000', // order 1
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 2: y = p − 1
  '0000000000000000000000000000000000000000000000000000000000000000', // order 4: y = 0
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', // order 8
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080', // order 1, x = −0
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 1: y = p + 1
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', // order 2, x = −0
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 4: y = p
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
] as const;

export const smallOrderEncodings: ReadonlySet<string> = new Set(encodings);

/** Whether these 32 bytes are a point of small order, however it is written. */
export function isOfSmallOrder(point: Uint8Array): boolean {
  return smallOrderEncodings.has(Array.from(point, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}
