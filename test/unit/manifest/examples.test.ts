import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/model/limits.js';
import { checkExamples } from '../../../src/model/manifest/check-examples.js';
import { encodeExamples, parseExamples, type Example } from '../../../src/model/manifest/examples.js';
import type { DescribedTensor } from '../../../src/model/manifest/described-tensor.js';
import type { TensorValue } from '../../../src/model/tensor.js';
import { fullManifest } from '../../support/full-manifest.js';
import { bool, float32, int32, strings } from '../../support/models/tensors.js';

const url = 'https://x/m/examples.json';
const parse = (text: string) => parseExamples(new TextEncoder().encode(text).buffer, url);
const again = (...examples: Example[]) => parse(encodeExamples(examples));
type Json = Record<string, any>;

/** An example with this one tensor, changed after it was encoded. */
function changed(tensor: TensorValue, change: (tensor: Json) => void): string {
  const json = JSON.parse(encodeExamples([{ inputs: { x: tensor }, outputs: {} }])) as Json;
  change(json['examples'][0].inputs.x);
  return JSON.stringify(json);
}
const encodedOf = (tensor: TensorValue) => {
  let found: Json = {};
  changed(tensor, (json) => (found = json));
  return found;
};
const failure = (field: string, code = 'invalid-model') =>
  expect.objectContaining({ code, details: expect.objectContaining({ url, field }) as object }) as Error;

describe('there and back', () => {
  test.each<[string, TensorValue]>([
    ['float32', float32([0.1, -0, NaN, Infinity, -3.4e38, 1e-45])],
    ['float32 of one number', float32([0.1], [])],
    ['int32', int32([0, -1, 2 ** 31 - 1, -(2 ** 31)], [2, 2])],
    ['bool', bool([true, false, true])],
    ['string', strings(['', 'köpek 🐕', '"\\\n'], [3, 1])],
    ['nothing', float32([], [0, 4])],
    ['no strings', strings([], [0])],
    [
      'a picture',
      int32(
        Array.from({ length: 256 }, (_, i) => i),
        [1, 16, 16, 1],
      ),
    ],
    ['a picture in float32', float32(Array.from({ length: 255 }, (_, i) => i))],
    ['more than one call of fromCharCode takes', float32(Array.from({ length: 20_000 }, (_, i) => Math.sin(i)))],
  ])('%s', (_, tensor) => {
    const example = { inputs: { a: tensor, 'b/c:0': tensor }, outputs: { y: tensor } };
    const [read, second] = again(example, { inputs: {}, outputs: {} });
    expect(read).toEqual(example);
    expect(read?.inputs['a']?.data.constructor).toBe(tensor.data.constructor);
    expect(second).toEqual({ inputs: {}, outputs: {} });
  });

  test('whole numbers from 0 to 255 take a byte each, others do not', () => {
    expect(encodedOf(int32([0, 255]))).toMatchObject({ encoding: 'uint8', data: 'AP8=' });
    expect(encodedOf(float32([7]))).toMatchObject({ encoding: 'uint8', data: 'Bw==' });
    for (const values of [[256], [-1], [0.5], [-0], [NaN]])
      expect(encodedOf(float32(values))['encoding']).toBeUndefined();
    expect(encodedOf(bool([true]))['encoding']).toBeUndefined();
    expect(encodedOf(float32([10.5]))).toEqual({ dtype: 'float32', shape: [1], data: 'AAAoQQ==' });
  });

  test('a part of a larger array is written as what it is', () => {
    const whole = Float32Array.from([9.5, 1.5, 2.5, 9.5]);
    const part = { dtype: 'float32' as const, shape: [2], data: whole.subarray(1, 3) };
    expect([...again({ inputs: { x: part }, outputs: {} })[0]!.inputs['x']!.data]).toEqual([1.5, 2.5]);
  });
});

describe('refused', () => {
  const x = float32([1.5, 2.5, 3.5]);
  test.each<[string, (tensor: Json) => unknown, string]>([
    ['one value too few', (t) => (t['shape'] = [4]), 'data'],
    ['one value too many', (t) => (t['shape'] = [2]), 'data'],
    ['bytes that are no number of values', (t) => (t['data'] = t['data'].slice(0, -4)), 'data'],
    ['no base64', (t) => (t['data'] = t['data'].replace(/^./, '*')), 'data'],
    ['spaces in base64', (t) => (t['data'] = t['data'].replace(/^./, ' ')), 'data'],
    ['padding in the middle', (t) => (t['data'] = t['data'].replace(/^./, '=')), 'data'],
    ['another dtype than its bytes', (t) => (t['dtype'] = 'bool'), 'data'],
    ['a list of numbers', (t) => (t['data'] = [1, 2, 3]), 'data'],
    ['an unknown dtype', (t) => (t['dtype'] = 'float16'), 'dtype'],
    ['an unknown encoding', (t) => (t['encoding'] = 'gzip'), 'encoding'],
    ['a negative shape', (t) => (t['shape'] = [-3]), 'shape'],
    ['a fractional shape', (t) => (t['shape'] = [1.5, 2]), 'shape'],
    ['no shape', (t) => delete t['shape'], 'shape'],
    ['a free shape', (t) => (t['shape'] = [null]), 'shape'],
  ])('%s', (_, change, field) => {
    expect(() => parse(changed(x, change))).toThrow(failure(`examples[0].inputs.x.${field}`));
  });

  test('bytes of bool other than 0 and 1', () => {
    expect(() => parse(changed(bool([true]), (t) => (t['data'] = 'Ag==')))).toThrow(
      failure('examples[0].inputs.x.data'),
    );
  });

  test('strings fewer than their shape, or none', () => {
    expect(() => parse(changed(strings(['a', 'b']), (t) => t['data'].pop()))).toThrow(
      failure('examples[0].inputs.x.data'),
    );
    expect(() => parse(changed(strings(['a']), (t) => (t['data'] = [1])))).toThrow(
      failure('examples[0].inputs.x.data'),
    );
  });

  test('huge shapes, before anything is allocated', () => {
    for (const shape of [[2 ** 31], Array.from({ length: 6 }, () => 2 ** 52), [limits.examples / 4 + 1]]) {
      expect(() => parse(changed(x, (t) => (t['shape'] = shape)))).toThrow(failure('examples', 'limit'));
    }
    const rank7 = Array.from({ length: 7 }, () => 1);
    expect(() => parse(changed(x, (t) => (t['shape'] = rank7)))).toThrow(failure('rank', 'limit'));
  });

  test('files that are none, or of another version', () => {
    const text = encodeExamples([{ inputs: {}, outputs: {} }]);
    expect(() => parse(text.replace('"version":1', '"version":2'))).toThrow(failure('version'));
    expect(() => parse(text.replace('edgewise-examples', 'x'))).toThrow(failure('format'));
    expect(() => parse(encodeExamples([]))).toThrow(failure('examples'));
    expect(() => parse('{}')).toThrow(failure('format'));
    expect(() => parseExamples(new ArrayBuffer(limits.examples + 1), url)).toThrow(failure('examples', 'limit'));
  });
});

describe('beside the manifest', () => {
  const x: DescribedTensor = { name: 'x', dtype: 'float32', shape: [null, 2] };
  const y: DescribedTensor = { name: 'y', dtype: 'int32' };
  const z: DescribedTensor = { name: 'large', dtype: 'float32' };
  const manifest = { ...fullManifest, inputs: [x], outputs: [y, z], examples: { count: 1, tolerance: 1 } };
  const example: Example = { inputs: { x: float32([1, 2], [1, 2]) }, outputs: { y: int32([1]) } };
  const check = (changes: Partial<Example>, count = 1) => {
    const examples = Array.from({ length: count }, () => ({ ...example, ...changes }));
    checkExamples(manifest, examples, url);
  };

  test('sound ones', () => {
    check({});
    check({ inputs: {} });
    check({ inputs: { x: float32([1, 2, 3, 4], [2, 2]) } });
  });

  test.each<[string, Partial<Example>, RegExp]>([
    ['an unknown input', { inputs: { z: float32([1]) } }, /does not describe "z"/],
    [
      'another dtype',
      { inputs: { x: int32([1, 2], [1, 2]) } },
      /"x" the dtype float32 in inputs\[0\], where it is int32/,
    ],
    ['another shape', { inputs: { x: float32([1, 2, 3], [1, 3]) } }, /\[any, 2\] in inputs\[0\], where it is \[1, 3\]/],
    ['another rank', { inputs: { x: float32([1, 2]) } }, /\[any, 2\] .* is \[2\]/],
    ['no output', { outputs: {} }, /one records no output at all/],
    ['an unknown output', { outputs: { y: int32([1]), z: int32([1]) } }, /does not describe "z"/],
  ])('%s', (_, changes, words) => {
    expect(() => {
      check(changes);
    }).toThrow(words);
  });

  test('another count', () => {
    expect(() => {
      check({}, 2);
    }).toThrow(failure('examples.count'));
  });
});
