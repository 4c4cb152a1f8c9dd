import { expect, test } from 'vitest';
import { exampleShape, seededInputs } from '../../src/model/seeded-inputs.js';
import { prepareTensors } from '../../src/transform/tensors.js';
import type { TensorSpec } from '../../src/model/tensor.js';

const specs: TensorSpec[] = [
  { name: 'f', dtype: 'float32', shape: [null, 8, 8, 3] },
  { name: 'i', dtype: 'int32', shape: [null, null] },
  { name: 'b', dtype: 'bool', shape: [64] },
  { name: 's', dtype: 'string', shape: [2] },
  { name: 'o', dtype: 'float32', shape: [], optional: true },
];

test('free dimensions are a batch of one, and enough of the rest', () => {
  expect(specs.map(exampleShape)).toEqual([[1, 8, 8, 3], [1, 32], [64], [2], []]);
});

test('seeded inputs are the same everywhere, in bounds, and varied', () => {
  const inputs = seededInputs(specs);
  expect(seededInputs(specs)).toEqual(inputs);
  expect(seededInputs(specs, 2)).not.toEqual(inputs);
  expect(prepareTensors(specs, inputs, false)).toEqual(inputs);
  expect(Object.keys(inputs)).toEqual(['f', 'i', 'b', 's']);
  const floats = [...(inputs['f']?.data as Float32Array)];
  expect(Math.min(...floats)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...floats)).toBeLessThan(1);
  expect(new Set(floats).size).toBeGreaterThan(150);
  expect(new Set(inputs['i']?.data as Int32Array)).toEqual(new Set([0, 1, 2, 3]));
  expect(new Set(inputs['b']?.data as Uint8Array)).toEqual(new Set([0, 1]));
  // As recorded: another device must come to the very same numbers.
  expect(floats.slice(0, 3)).toEqual([0.6270739436149597, 0.002735721180215478, 0.5274470448493958]);
});
