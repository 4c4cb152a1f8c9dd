import { describe, expect, test } from 'vitest';
import { parseJsonObject } from '../../src/model/json.js';

const url = 'https://x/model.json';
const parse = (text: string) => parseJsonObject(new TextEncoder().encode(text).buffer, url);
const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

test('JSON as a server sends it', () => {
  expect(parse('{"a": [1, {"b": null}], "c": "\\"}{][\\\\"}')).toEqual({ a: [1, { b: null }], c: '"}{][\\' });
  expect(parse('\ufeff \r\n\t{}\n')).toEqual({});
});

describe('nesting', () => {
  const nested = (depth: number) => `{"a": ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

  test('up to the limit', () => {
    expect(parse(nested(64))).toHaveProperty('a');
    expect(() => parse(nested(65))).toThrow(failure('limit', /depth: 65, where 64/));
  });

  test('of a hundred thousand is refused without a stack', () => {
    expect(() => parse(nested(100_000))).toThrow(failure('limit', /depth/));
    expect(() => parse('['.repeat(5_000_000))).toThrow(failure('limit', /depth/));
  });

  test('inside text is none', () => {
    expect(parse(`{"a": "${'['.repeat(100)}"}`)).toHaveProperty('a');
    expect(parse(`{"a": "\\"${'{'.repeat(100)}"}`)).toHaveProperty('a');
  });
});

describe('keys', () => {
  test.each(['{"a": 1, "a": 1}', '{"b": {"a": 1, "x": [], "a": 2}}', '{"a": 1, "\\u0061": 2}', '[0, {"a":1,"a":1}]'])(
    'twice in one object: %s',
    (text) => {
      expect(() => parse(text)).toThrow(failure('invalid-model', /the key "a" twice/));
    },
  );

  test('alike in different objects, or alike a value', () => {
    const text = '{"a": {"a": "a", "b": ["a", "a"]}, "b": [{"a": 1}, {"a": 2}], "c": {"a": ":", "d": "a"}}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test('__proto__, plain and escaped', () => {
    expect(() => parse('{"__proto__": {}}')).toThrow(failure('invalid-model', /__proto__/));
    expect(() => parse('{"a": [{"\\u005f_proto__": 1}]}')).toThrow(failure('invalid-model', /__proto__/));
    expect(parse('{"a": "__proto__"}')).toEqual({ a: '__proto__' });
  });
});

describe('what is no model.json', () => {
  test.each([
    ['', /not JSON/],
    ['{', /not JSON/],
    ['{"a": }', /not JSON/],
    ['{"a": "\\', /not JSON/],
    ['"text"', /not an object/],
    ['[]', /not an object/],
    ['null', /not an object/],
    ['  <!doctype html>', /HTML page/],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(failure('invalid-model', message));
  });
});

test('sixteen mebibytes take no longer than a few times what JSON.parse takes', () => {
  const entry = '{"name": "w", "shape": [1, 2, 3], "dtype": "float32"},';
  const text = `{"weights": [${entry.repeat(2 ** 24 / entry.length - 1)} {}]}`;
  const time = (work: () => unknown): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  // In one run, whatever else the machine does slows both.
  const plain = time(() => JSON.parse(text) as unknown);
  expect(time(() => parse(text)) / plain).toBeLessThan(20);
});
