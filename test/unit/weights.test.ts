import { describe, expect, test } from 'vitest';
import { checkGroup, missingBytes } from '../../src/store/check-group.js';
import { limits } from '../../src/model/limits.js';
import { parseWeightGroups, weightBytes } from '../../src/model/weights.js';

// Malformed manifests are tested whole, in the browser; here are the sums and the edges of the limits.

const url = 'https://x/model.json';
const group = (weights: object[], paths = ['a.bin']) => ({ paths, weights });
const weight = (facts: object) => ({ name: 'w', shape: [2, 3], dtype: 'float32', ...facts });
const bytesOf = (facts: object) => parseWeightGroups([group([weight(facts)])], url)[0]?.bytes;
const utf8 = (text: string) => new TextEncoder().encode(text);

test('bytes follow from shape, dtype and quantization', () => {
  expect(bytesOf({})).toBe(24);
  expect(bytesOf({ dtype: 'int32' })).toBe(24);
  expect(bytesOf({ dtype: 'bool' })).toBe(6);
  expect(bytesOf({ dtype: 'complex64' })).toBe(48);
  expect(bytesOf({ dtype: 'string' })).toBeNull();
  expect(bytesOf({ shape: [] })).toBe(4);
  expect(bytesOf({ shape: [0, 9] })).toBe(0);
  expect(bytesOf({ quantization: { dtype: 'float16' } })).toBe(12);
  expect(bytesOf({ quantization: { dtype: 'uint16', scale: 1, min: 0 } })).toBe(12);
  expect(bytesOf({ dtype: 'int32', quantization: { dtype: 'uint8', scale: 1, min: -2 } })).toBe(6);
  expect(parseWeightGroups(undefined, url)).toEqual([]);
});

describe('limits hold at their edge', () => {
  const paths = (count: number) => Array.from({ length: count }, (_, i) => `${String(i)}.bin`);
  const tensors = (count: number) =>
    Array.from({ length: count }, (_, i) => weight({ name: String(i), shape: [], dtype: 'bool' }));

  test.each<[string, unknown[], unknown[]]>([
    ['shards', [group([], paths(limits.shards))], [group([], paths(limits.shards + 1))]],
    ['tensors', [group(tensors(limits.tensors))], [group(tensors(limits.tensors + 1))]],
    ['rank', [group([weight({ shape: [1, 1, 1, 1, 1, 1] })])], [group([weight({ shape: [1, 1, 1, 1, 1, 1, 1] })])]],
    [
      'total',
      [group([weight({ shape: [limits.total / 4] })])],
      [group([weight({ shape: [limits.total / 4 - 1] }), weight({ name: 'v', shape: [2] })])],
    ],
  ])('%s', (field, within, beyond) => {
    expect(parseWeightGroups(within, url)).toHaveLength(1);
    expect(() => parseWeightGroups(beyond, url)).toThrow(
      expect.objectContaining({ code: 'limit', details: expect.objectContaining({ field }) as object }) as Error,
    );
  });

  test('of float32, for what a scale makes of the largest stored number', () => {
    const scaled = (scale: number, min = 0) => bytesOf({ quantization: { dtype: 'uint8', scale, min } });
    expect(scaled(1.3e36)).toBe(6);
    expect(() => scaled(1.4e36)).toThrow(/beyond what float32 can hold/);
    expect(() => scaled(1, -3.5e38)).toThrow(/beyond/);
  });
});

describe('strings', () => {
  const strings = (...texts: string[]) => {
    const parts = texts.flatMap((text) => {
      const bytes = utf8(text);
      return [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes];
    });
    return Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
  };
  const [parsed] = parseWeightGroups(
    [group([weight({ dtype: 'string', shape: [2] }), weight({ name: 'v', shape: [1] })])],
    url,
  );

  test('are walked to be counted, across files too', () => {
    const bytes = strings('köpek', '');
    expect(weightBytes(parsed!, [bytes])).toBe(bytes.byteLength + 4);
    expect(weightBytes(parsed!, [bytes.slice(0, 5), bytes.slice(5)])).toBe(bytes.byteLength + 4);
  });

  test('that reach beyond the end are missing bytes', () => {
    expect(weightBytes(parsed!, [new ArrayBuffer(3)])).toBe(Infinity);
    expect(weightBytes(parsed!, [Uint32Array.of(1000, 0).buffer])).toBe(Infinity);
    const shards = [{ path: 'a.bin', bytes: new ArrayBuffer(3) }];
    expect(() => checkGroup(parsed!, shards, url)).toThrow(/a\.bin.* hold 3 bytes, where the weights need more\./);
  });
});

describe('the files of a group', () => {
  const [parsed] = parseWeightGroups([group([weight({})], ['a.bin', 'b.bin', 'a.bin'])], url);
  const shards = (a: number, b: number) => [
    { path: 'b.bin', bytes: new ArrayBuffer(b) },
    { path: 'a.bin', bytes: new ArrayBuffer(a) },
    { path: 'other.bin', bytes: new ArrayBuffer(999) },
  ];

  test('count as often as they are named', () => {
    expect(missingBytes(parsed!, shards(10, 4))).toBe(0);
    expect(checkGroup(parsed!, shards(10, 4), url)).toEqual([]);
    expect(missingBytes(parsed!, shards(10, 3))).toBe(1);
  });

  test('are an error when short, a warning when long', () => {
    expect(() => checkGroup(parsed!, shards(10, 3), url)).toThrow(
      expect.objectContaining({
        code: 'integrity',
        details: { url, file: 'a.bin, b.bin, a.bin', expected: 24, actual: 23 },
      }) as Error,
    );
    expect(checkGroup(parsed!, shards(10, 6), url)).toEqual([expect.stringContaining('2 bytes more')]);
  });
});
