import '@tensorflow/tfjs-backend-cpu';
import { io, setBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { float16Bits } from '../../src/model/float16.js';
import { quantize, type QuantizationScheme } from '../../src/model/quantization.js';
import { fromFloat16 } from '../support/models/quantize.js';
import { randomFloats } from '../support/models/random.js';

await setBackend('cpu');

/** What stock TF.js makes of it. */
function read(values: Float32Array, scheme: QuantizationScheme): Float32Array {
  const { spec, bytes } = quantize({ name: 'w', shape: [values.length] }, values, scheme);
  const { w } = io.decodeWeights(bytes.slice().buffer, [spec as io.WeightsManifestEntry]);
  return w!.dataSync<'float32'>();
}

function largestError(values: Float32Array, stored: Float32Array): number {
  return values.reduce((largest, value, i) => Math.max(largest, Math.abs(value - stored[i]!)), 0);
}

const ranges: [string, (value: number) => number][] = [
  ['around zero', (value) => value],
  ['almost all above zero', (value) => value + 0.97],
  ['almost all below zero', (value) => value - 0.97],
  ['far above zero', (value) => value + 20],
  ['far below zero', (value) => value * 0.001 - 20],
  ['very small', (value) => value * 1e-20],
  ['very large', (value) => value * 1e30],
];

test.each(ranges)('%s: affine schemes are off by half a step at most', (_, change) => {
  const values = randomFloats(7, 5000).map(change);
  for (const scheme of ['uint8', 'uint16'] as const) {
    const { spec } = quantize({ name: 'w', shape: [5000] }, values, scheme);
    const { scale = NaN } = spec.quantization ?? {};
    const range = Math.max(...values) - Math.min(...values);
    const steps = scheme === 'uint8' ? 255 : 65_535;
    // Zero on a whole step widens the scale where one side is short: by half at most.
    expect(scale).toBeLessThan((range / steps) * 1.51);
    const float32Rounding = Math.max(...values.map(Math.abs)) * 2 ** -23;
    expect(largestError(values, read(values, scheme))).toBeLessThanOrEqual(scale / 2 + float32Rounding);
  }
});

test('a range around zero costs next to no accuracy, and zero stays zero', () => {
  const values = randomFloats(3, 4000);
  values[17] = 0;
  for (const [scheme, steps] of [
    ['uint8', 255],
    ['uint16', 65_535],
  ] as const) {
    const { scale = NaN } = quantize({ name: 'w', shape: [4000] }, values, scheme).spec.quantization ?? {};
    expect(scale).toBeLessThan((2 / steps) * 1.01);
    expect(read(values, scheme)[17]).toBe(0);
  }
});

test('float16 is the nearest there is', () => {
  const all = Array.from({ length: 0x7c00 }, (_, bits) => fromFloat16(bits));
  for (const value of [...randomFloats(5, 500), ...randomFloats(6, 500).map((x) => x * 60_000), 1e-7, 3e-8, 2e-8, 0]) {
    const stored = fromFloat16(float16Bits(value));
    const nearest = all.reduce((best, half) => Math.min(best, Math.abs(half - Math.abs(value))), Infinity);
    expect(Math.abs(stored - value)).toBe(nearest);
  }
  // Ties go to the even neighbour: 2049 lies between 2048 and 2050, 2051 between 2050 and 2052.
  expect([2049, 2051].map((value) => fromFloat16(float16Bits(value)))).toEqual([2048, 2052]);
});

test('TF.js reads float16 and float32 as they were stored', () => {
  const values = randomFloats(9, 3000);
  expect(read(values, 'float32')).toEqual(values);
  expect([...read(values, 'float16')]).toEqual([...values].map((value) => fromFloat16(float16Bits(value))));
});

test('equal values, one value and none are kept exactly', () => {
  for (const values of [
    new Float32Array(9).fill(-3.25),
    new Float32Array([7]),
    new Float32Array(4),
    new Float32Array(0),
  ]) {
    for (const scheme of ['uint8', 'uint16', 'float16', 'float32'] as const)
      expect(read(values, scheme)).toEqual(values);
  }
});

test.each([
  ['NaN', NaN, 'uint8'],
  ['infinity', Infinity, 'uint16'],
  ['infinity', -Infinity, 'float32'],
  ['too large a number', 70_000, 'float16'],
] as const)('%s is refused by name', (_, value, scheme) => {
  const values = new Float32Array([1, 2, value, 3]);
  expect(() => quantize({ name: 'dense/kernel', shape: [4] }, values, scheme)).toThrow(
    expect.objectContaining({ code: 'input', details: { weight: 'dense/kernel', index: 2, value, scheme } }) as Error,
  );
});
