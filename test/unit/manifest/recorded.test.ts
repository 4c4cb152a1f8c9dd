import { describe, expect, test } from 'vitest';
import { encodeExamples, parseExamples } from '../../../src/model/manifest/examples.js';
import { drawGrid } from '../../../src/model/manifest/grid.js';
import { differenceFrom, record } from '../../../src/model/manifest/recorded.js';
import { randomFloats } from '../../support/models/random.js';

const parse = (text: string) => parseExamples(new TextEncoder().encode(text).buffer, 'https://host/examples.json');
const y = { data: Float32Array.of(1), shape: [1], dtype: 'float32' as const };

describe('a picture drawn out of a grid', () => {
  const grid = { rows: 2, columns: 2, values: Uint8Array.of(0, 255, 255, 0), range: [0, 1] as const };

  test('has the corners of the grid, and between them what lies between', () => {
    expect([...drawGrid(grid, [1, 3, 3, 1], 'float32').data]).toEqual([0, 0.5, 1, 0.5, 0.5, 0.5, 1, 0.5, 0]);
  });

  test('of whole numbers has the nearest, in its range, each channel for itself, and all pictures are alike', () => {
    const colours = { rows: 1, columns: 2, values: Uint8Array.of(0, 10, 255, 20), range: [0, 255] as const };
    const { data } = drawGrid(colours, [2, 1, 3, 2], 'int32');
    expect([...(data as Int32Array)]).toEqual([0, 10, 128, 15, 255, 20, 0, 10, 128, 15, 255, 20]);
  });

  test('of one pixel is the first corner', () => {
    expect([...drawGrid(grid, [1, 1, 1, 1], 'float32').data]).toEqual([0]);
  });

  test('is written as its few bytes, and read as it was to the bit', () => {
    const values = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 256);
    const picture = drawGrid({ rows: 8, columns: 8, values, range: [-1, 1] }, [1, 512, 512, 3], 'float32');
    const text = encodeExamples([{ inputs: { x: picture }, outputs: { y } }]);
    expect(text.length).toBeLessThan(700);
    const [example] = parse(text);
    expect(example!.inputs['x']).toEqual({ dtype: 'float32', shape: [1, 512, 512, 3], data: picture.data });
  });

  const written = (changes: object) => {
    const text = encodeExamples([{ inputs: { x: drawGrid(grid, [1, 3, 3, 1], 'float32') }, outputs: { y } }]);
    const file = JSON.parse(text);
    Object.assign(file.examples[0].inputs.x, changes);
    return JSON.stringify(file);
  };

  test.each([
    ['other bytes than the grid has places', { rows: 3 }, /inputs\.x\.data/],
    ['no rows', { rows: 0 }, /inputs\.x\.rows of 0/],
    ['a range of one', { range: [1] }, /inputs\.x\.range .* two numbers/],
    ['a range without a number', { range: [0, null] }, /inputs\.x\.range .* two numbers/],
    ['no picture', { shape: [9] }, /inputs\.x\.shape .* for a grid/],
    ['a picture of gigabytes', { shape: [1, 1e5, 1e5, 3] }, /over the limit for examples/],
    ['a grid of gigabytes', { rows: 1e6, columns: 1e6 }, /over the limit for examples/],
    ['truths', { dtype: 'bool' }, /inputs\.x\.dtype/],
  ])('%s is refused', (_, changes, words) => {
    expect(() => parse(written(changes))).toThrow(words);
  });

  test('is no output', () => {
    const file = JSON.parse(written({}));
    file.examples[0].outputs.y = file.examples[0].inputs.x;
    expect(() => parse(JSON.stringify(file))).toThrow(/outputs\.y\.encoding/);
  });
});

describe('an output', () => {
  const large = { data: randomFloats(1, 10_001), shape: [10_001], dtype: 'float32' as const };

  test('that is small is recorded whole', () => {
    expect(record(y)).toBe(y);
  });

  test('that is large is recorded in part, is read so, and what was recorded is what is held against', () => {
    const recorded = record(large);
    expect(recorded).toMatchObject({ every: 3, shape: [10_001] });
    expect(recorded.data).toHaveLength(3334);
    const [example] = parse(encodeExamples([{ inputs: {}, outputs: { large: recorded } }]));
    expect(example!.outputs['large']).toEqual(recorded);
    expect(differenceFrom(example!.outputs, { large })).toBe(0);
    const off = (place: number) => ({
      ...large,
      data: large.data.map((value, i) => (i === place ? value + 1 : value)),
    });
    expect(differenceFrom(example!.outputs, { large: off(3000) })).toBeGreaterThan(0.1);
    expect(differenceFrom(example!.outputs, { large: off(3001) })).toBe(0);
    expect(differenceFrom(example!.outputs, { large: { ...large, shape: [1, 10_001] } })).toBe(Infinity);
    expect(differenceFrom(example!.outputs, {})).toBe(Infinity);
  });

  test('of which another number of values is there is refused', () => {
    const file = JSON.parse(encodeExamples([{ inputs: {}, outputs: { large: record(large) } }]));
    file.examples[0].outputs.large.every = 2;
    expect(() => parse(JSON.stringify(file))).toThrow(/outputs\.large\.data/);
    file.examples[0].outputs.large.every = 0;
    expect(() => parse(JSON.stringify(file))).toThrow(/outputs\.large\.every of 0/);
  });
});
