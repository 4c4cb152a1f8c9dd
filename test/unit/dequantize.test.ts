import '@tensorflow/tfjs-backend-cpu';
import { io, setBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dequantize } from '../../src/model/dequantize.js';
import type { WeightGroup, WeightSpec } from '../../src/model/weights.js';

await setBackend('cpu');

const every16Bits = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
const every8Bits = Uint8Array.from({ length: 1 << 8 }, (_, i) => i);

function bitsOf(weights: { specs: readonly WeightSpec[]; pieces: ArrayBuffer[] }): Record<string, unknown> {
  const tensors = io.decodeWeights(weights.pieces, weights.specs as io.WeightsManifestEntry[]);
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const data = tensor.dataSync() as Float32Array;
      const { dtype, shape } = tensor;
      return [name, { dtype, shape, bits: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] }];
    }),
  );
}

function groupOf(parts: [WeightSpec, Uint8Array | Uint16Array | Float32Array][]): [WeightGroup, ArrayBuffer] {
  const bytes = Buffer.concat(parts.map(([, { buffer }]) => new Uint8Array(buffer)));
  const weights = parts.map(([spec]) => spec);
  return [{ paths: ['w'], weights, bytes: bytes.length }, new Uint8Array(bytes).buffer];
}

const ramp: WeightSpec['quantization'] = { dtype: 'uint8', scale: 0.0123, min: -1.7 };

test.each<[string, [WeightSpec, Uint8Array | Uint16Array | Float32Array][]]>([
  [
    'every float16, infinities, NaNs and denormals included',
    [[{ name: 'half', shape: [256, 256], dtype: 'float32', quantization: { dtype: 'float16' } }, every16Bits]],
  ],
  ['every uint8', [[{ name: 'byte', shape: [256], dtype: 'float32', quantization: ramp }, every8Bits]]],
  [
    'every uint16',
    [
      [
        { name: 'short', shape: [1 << 16], dtype: 'float32', quantization: { ...ramp, dtype: 'uint16', scale: 1e-4 } },
        every16Bits,
      ],
    ],
  ],
  [
    'int32, rounded',
    [
      [{ name: 'bytes', shape: [256], dtype: 'int32', quantization: { ...ramp, scale: 1.5 } }, every8Bits],
      [{ name: 'shorts', shape: [1 << 16], dtype: 'int32', quantization: { ...ramp, dtype: 'uint16' } }, every16Bits],
    ],
  ],
  [
    'two-byte numbers that begin at an odd place, among plain weights and scalars',
    [
      [{ name: 'plain', shape: [2], dtype: 'float32' }, Float32Array.of(1.5, -0)],
      [{ name: 'three', shape: [3], dtype: 'float32', quantization: ramp }, Uint8Array.of(1, 2, 255)],
      [{ name: 'half', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } }, Uint16Array.of(1, 0xc500)],
      [{ name: 'scalar', shape: [], dtype: 'float32', quantization: { dtype: 'float16' } }, Uint16Array.of(0x3c00)],
      [{ name: 'none', shape: [0], dtype: 'float32', quantization: ramp }, Uint8Array.of()],
      [{ name: 'flags', shape: [3], dtype: 'bool' }, Uint8Array.of(1, 0, 1)],
    ],
  ],
])('dequantises to the bit as TF.js does: %s', (_, parts) => {
  const [group, bytes] = groupOf(parts);
  const plain = dequantize(group, bytes);
  expect(plain.specs.filter(({ quantization }) => quantization)).toEqual([]);
  expect(bitsOf(plain)).toEqual(bitsOf({ specs: group.weights, pieces: [bytes] }));
});

test('leaves to TF.js what TF.js refuses, and groups with strings', () => {
  const refused: WeightSpec = { name: 'half', shape: [1], dtype: 'int32', quantization: { dtype: 'float16' } };
  const [group, bytes] = groupOf([[refused, Uint16Array.of(1)]]);
  expect(dequantize(group, bytes).specs).toEqual([refused]);
  const withStrings: WeightGroup = { ...group, bytes: null };
  expect(dequantize(withStrings, bytes)).toEqual({ specs: group.weights, pieces: [bytes] });
});
