import { describe, expect, test } from 'vitest';
import { freeWhereNegative, nodeName, readSignature } from '../../src/model/signature.js';

const entry = (info: unknown) => readSignature({ key: info })[0];

describe('an entry of a signature', () => {
  test.each([
    ['DT_FLOAT', 'float32'],
    ['DT_HALF', 'float32'],
    ['DT_INT64', 'int32'],
    ['DT_UINT8', 'int32'],
    ['DT_BOOL', 'bool'],
    ['DT_STRING', 'string'],
    [1, 'float32'],
    [3, 'int32'],
    [9, 'int32'],
    [10, 'bool'],
    [7, 'string'],
    [undefined, 'float32'],
    ['constructor', 'float32'],
  ])('of dtype %s is %s', (dtype, expected) => {
    expect(entry({ name: 'x:0', dtype })?.spec.dtype).toBe(expected);
  });

  test('names its tensor, or is its own name', () => {
    expect(entry({ name: 'node:1' })).toMatchObject({ tensor: 'node:1', spec: { name: 'key' } });
    expect(entry({})).toMatchObject({ tensor: 'key' });
  });

  test.each([
    [{ dim: [{ size: '-1' }, { size: '28' }, { size: 3 }] }, [null, 28, 3], undefined],
    [{ dim: [{}] }, [null], undefined],
    [{}, [], undefined],
    [{ unknownRank: true }, [], true],
    [undefined, [], true],
  ])('has the shape %j', (tensorShape, shape, anyRank) => {
    const { spec } = entry({ name: 'x:0', tensorShape })!;
    expect(spec.shape).toEqual(shape);
    expect(spec.anyRank).toBe(anyRank);
  });
});

test('captured resources and what is no entry are left out', () => {
  const side = { handle: { name: 'h:0', resourceId: 7 }, x: { name: 'x:0', resourceId: null }, odd: 5 };
  expect(readSignature(side).map(({ spec }) => spec.name)).toEqual(['x']);
  expect(readSignature(undefined)).toEqual([]);
  expect(readSignature([])).toEqual([]);
});

test('names and sizes as TensorFlow writes them', () => {
  expect(['x', 'x:0', 'x:12', '^x', 'a/b:1'].map(nodeName)).toEqual(['x', 'x', 'x', 'x', 'a/b']);
  expect([-1, 0, 5, NaN].map(freeWhereNegative)).toEqual([null, 0, 5, null]);
});
