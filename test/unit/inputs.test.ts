import { describe, expect, test } from 'vitest';
import { prepareTensors } from '../../src/transform/tensors.js';
import type { TensorInput } from '../../src/model/input.js';
import type { TensorSpec } from '../../src/model/tensor.js';

// What a page sees of it is tested in the browser; here are the corners.

const x: TensorSpec = { name: 'x', dtype: 'float32', shape: [null, 28, 28, 1] };
const spec = (shape: TensorSpec['shape'], dtype: TensorSpec['dtype'] = 'float32'): TensorSpec => ({
  name: 'x',
  dtype,
  shape,
});
const prepare = (specs: TensorSpec[], input: unknown, transfer = false) =>
  prepareTensors(specs, input as TensorInput, transfer);
const zeros = (length: number) => new Array<number>(length).fill(0);

describe('a shape from a length', () => {
  test.each([
    [[null, 28, 28, 1], 784, [1, 28, 28, 1]],
    [[null, 28, 28, 1], 1568, [2, 28, 28, 1]],
    [[1, null, 3], 12, [1, 4, 3]],
    [[null, null, 3], 12, [1, 4, 3]],
    [[2, 3], 6, [2, 3]],
    [[], 1, []],
    [[null], 5, [5]],
    [[0, 4], 0, [0, 4]],
  ])('%j of %i numbers', (shape, length, expected) => {
    expect(prepare([spec(shape)], zeros(length))['x']?.shape).toEqual(expected);
  });

  test.each([
    [[null, 28, 28, 1], 783, /784/],
    [[2, 3], 7, /needs 6/],
    [[null, 4], 0, /multiple of 4/],
    [[null, 0], 0, /.*/],
    [[1, null, null], 4, /say which/],
    [[null, null, null], 4, /say which/],
  ])('%j not of %i numbers', (shape, length, message) => {
    expect(() => prepare([spec(shape)], zeros(length))).toThrow(message);
  });
});

describe('one input or several', () => {
  const a = { ...spec([2]), name: 'a' };
  const b = { ...spec([2]), name: 'b' };

  test('an array alone goes to the only input that is required', () => {
    expect(Object.keys(prepare([a], [1, 2]))).toEqual(['a']);
    expect(Object.keys(prepare([a, { ...b, optional: true }], [1, 2]))).toEqual(['a']);
    expect(() => prepare([a, b], [1, 2])).toThrow(/2 inputs.*\{ a, b \}/);
  });

  test('inputs come in the order of the model, whatever the caller’s', () => {
    expect(Object.keys(prepare([a, b], { b: [1, 2], a: [3, 4] }))).toEqual(['a', 'b']);
  });

  test('an input may be called data', () => {
    const data = { ...spec([2]), name: 'data' };
    expect(prepare([data], { data: [1, 2] })['data']?.data).toEqual(Float32Array.of(1, 2));
    expect(Object.keys(prepare([data, a], { data: [1, 2], a: [3, 4] }))).toEqual(['data', 'a']);
  });

  test('inherited properties are no inputs', () => {
    const named = { ...spec([2]), name: 'toString' };
    expect(() => prepare([named], {})).toThrow(/missing: toString/);
    expect(() => prepare([a], Object.create({ a: [1, 2] }))).toThrow(/missing: a/);
  });
});

describe('values', () => {
  const convert = (dtype: TensorSpec['dtype'], data: unknown) => prepare([spec([null], dtype)], data)['x']?.data;

  test('become the dtype of the input', () => {
    expect(convert('float32', [1, NaN, -Infinity])).toEqual(Float32Array.of(1, NaN, -Infinity));
    expect(convert('int32', Float32Array.of(1, -3))).toEqual(Int32Array.of(1, -3));
    expect(convert('int32', [2 ** 31 - 1, -(2 ** 31)])).toEqual(Int32Array.of(2 ** 31 - 1, -(2 ** 31)));
    expect(convert('bool', [true, false, 1, 0])).toEqual(Uint8Array.of(1, 0, 1, 0));
    expect(convert('string', ['a', ''])).toEqual(['a', '']);
  });

  test.each<[TensorSpec['dtype'], unknown[]]>([
    ['float32', [1, null]],
    ['float32', [true]],
    ['float32', ['1']],
    ['float32', [undefined]],
    ['float32', [1n]],
    ['int32', [0.5]],
    ['int32', [NaN]],
    ['int32', [2 ** 31]],
    ['int32', [Infinity]],
    ['bool', [2]],
    ['bool', [NaN]],
    ['bool', ['true']],
    ['string', [1]],
    ['string', [null]],
  ])('that %s does not hold are refused', (dtype, data) => {
    expect(() => convert(dtype, data)).toThrow(/"x" takes .*; element \d is /);
  });
});

describe('memory', () => {
  test('is copied unless it is handed over, and only what the array owns is taken', () => {
    const own = new Float32Array(784);
    expect(prepare([x], own)['x']?.data).not.toBe(own);
    expect(prepare([x], own, true)['x']?.data).toBe(own);
    const part = new Float32Array(new ArrayBuffer(4000), 0, 784);
    const copy = prepare([x], part, true)['x']!.data as Float32Array;
    expect(copy.buffer).not.toBe(part.buffer);
    expect(copy.byteLength).toBe(copy.buffer.byteLength);
    const shared = new Float32Array(new SharedArrayBuffer(784 * 4));
    expect((prepare([x], shared, true)['x']!.data as Float32Array).buffer).toBeInstanceOf(ArrayBuffer);
  });

  test('that was handed over before is named', () => {
    const gone = new Float32Array(784);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(() => prepare([x], gone)).toThrow(/"x" was handed over before/);
    expect(() => prepare([spec([null])], new Float32Array(0))).toThrow(/0 values/);
  });

  test('a shape of the caller’s may change afterwards', () => {
    const shape = [1, 2];
    const prepared = prepare([spec([null, 2])], { data: [1, 2], shape });
    shape[0] = 9;
    expect(prepared['x']?.shape).toEqual([1, 2]);
  });
});
