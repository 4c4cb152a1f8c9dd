import { describe, expect, test } from 'vitest';
import { stack, unstack } from '../../src/model/batch.js';
import type { Tensors } from '../../src/model/tensor.js';

const sample = (rows: number, from: number): Tensors => ({
  x: { dtype: 'float32', shape: [rows, 2], data: Float32Array.from({ length: rows * 2 }, (_, i) => from + i) },
  s: { dtype: 'string', shape: [rows], data: Array.from({ length: rows }, (_, i) => `s${String(from + i)}`) },
});

describe('samples', () => {
  test('joined and cut again are the same', () => {
    const samples = [sample(1, 0), sample(3, 10), sample(0, 0), sample(2, 20)];
    const { inputs, rows } = stack(samples);
    expect(rows).toEqual([1, 3, 0, 2]);
    expect(inputs['x']?.shape).toEqual([6, 2]);
    expect(inputs['x']?.data).toEqual(Float32Array.of(0, 1, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23));
    expect(inputs['s']?.data).toEqual(['s0', 's10', 's11', 's12', 's20', 's21']);
    expect(unstack(inputs, rows)).toEqual(samples);
  });

  test('of different shapes do not join', () => {
    const wide: Tensors = { x: { dtype: 'float32', shape: [1, 3], data: new Float32Array(3) } };
    const narrow: Tensors = { x: { dtype: 'float32', shape: [1, 2], data: new Float32Array(2) } };
    expect(() => stack([narrow, wide])).toThrow(/"x".*\[1, 2\].*\[1, 3\].*batchSize/);
    expect(stack([])).toEqual({ inputs: {}, rows: [] });
  });

  test('share no memory with one another', () => {
    const [first, second] = unstack(stack([sample(1, 0), sample(1, 5)]).inputs, [1, 1]);
    (first?.['x']?.data as Float32Array).fill(9);
    expect(second?.['x']?.data).toEqual(Float32Array.of(5, 6));
  });

  test('of a model that mixes the batch are not cut', () => {
    const mean: Tensors = { y: { dtype: 'float32', shape: [], data: Float32Array.of(1) } };
    expect(() => unstack(mean, [1, 1])).toThrow(/"y".*does not keep the batch apart/);
  });
});
