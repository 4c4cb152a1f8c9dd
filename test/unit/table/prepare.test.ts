import { describe, expect, test } from 'vitest';
import type { TableRow } from '../../../src/model/input.js';
import type { TableColumn, TableTransform } from '../../../src/model/transforms/table.js';
import { tablePreparer } from '../../../src/transform/table/prepare.js';
import { order, orderTable, prepared } from '../../support/table.js';

const columns = (...given: TableColumn[]): TableTransform => ({ ...orderTable, columns: given });
const values = (transform: TableTransform, changes: TableRow = {}) => prepared(transform, { ...order, ...changes });

describe('the columns of a record', () => {
  test('follow one another as they are declared', () => {
    const f = Math.fround;
    expect(values(orderTable)).toEqual([
      ...[0, 1, 0], // (4 − 4) ÷ 2, and by how much that exceeds −1 and 0.5
      f(Math.log(26)),
      1,
      0.5, // 100 ÷ (100 + 100)
      0.25,
      ...[1, 0, 0],
      ...[0, 1, 0],
      ...[0, 0],
    ]);
  });

  test('standardise, cut off, and only then take what exceeds a knot', () => {
    const weight = columns({ kind: 'quantity', of: 'Weight', mean: 4, std: 2, clip: 3, knots: [-1, 0.5] });
    expect(values(weight, { Weight: 6 })).toEqual([1, 2, 0.5]);
    expect(values(weight, { Weight: 50 })).toEqual([3, 4, 2.5]);
    expect(
      values({ ...weight, columns: [{ ...weight.columns[0]!, clip: 0.25 } as TableColumn] }, { Weight: 0 }),
    ).toEqual([-0.25, 0.75, 0]);
  });

  test('take the logarithm of what a number exceeds 0 by, on both sides of it', () => {
    const change = { ...columns({ kind: 'quantity', of: 'Change', transform: 'log1p', mean: 1, std: 2 }) };
    const table = { ...change, derived: [{ name: 'Change', subtract: ['Weight', 'Distance'] }] } as TableTransform;
    expect(values(table, { Weight: 10, Distance: 3 })).toEqual([Math.fround((Math.log1p(7) - 1) / 2)]);
    expect(values(table, { Weight: 3, Distance: 10 })).toEqual([Math.fround((-Math.log1p(7) - 1) / 2)]);
    expect(values(table, { Weight: 3, Distance: 3 })).toEqual([-0.5]);
  });

  test('tell a category by ones and zeros, and what is unknown by a place of its own where that is declared', () => {
    const table = columns({ kind: 'one-hot', of: 'Size' }, { kind: 'one-hot', of: 'Carrier' });
    expect(values(table, { Size: 'L', Carrier: 'post' })).toEqual([0, 0, 1, 1, 0, 0]);
    expect(values(table, { Size: 'S', Carrier: 'pigeon' })).toEqual([1, 0, 0, 0, 0, 1]);
  });

  test('take what is null as typical, in what is derived too, and say so', () => {
    const table = columns(
      { kind: 'quantity', of: 'Weight' },
      { kind: 'quantity', of: 'Load' },
      { kind: 'one-hot', of: 'Size' },
      { kind: 'missing', of: 'Weight' },
      { kind: 'missing', of: 'Size' },
      { kind: 'missing', of: 'Express' },
    );
    expect(values(table, { Weight: null, Size: null })).toEqual([2, 50, 0, 1, 0, 1, 1, 0]);
    expect(values(table, { Express: null }).slice(-3)).toEqual([0, 0, 1]);
  });

  test('clip a number to its range where that is declared, before anything is derived from it', () => {
    const table = columns({ kind: 'quantity', of: 'Distance' }, { kind: 'quantity', of: 'Load' });
    expect(values(table, { Distance: 5000 })).toEqual([1000, 4000]);
    expect(values(table, { Distance: -5 })).toEqual([1, 4]);
  });

  test('have what is declared where something is divided by 0', () => {
    expect(values(columns({ kind: 'quantity', of: 'Inverse' }), { Weight: 0 })).toEqual([9]);
  });

  test('have the shape of the input, whose other dimensions are one', () => {
    const table = columns({ kind: 'quantity', of: 'Weight' });
    const shapes = [[1], [null, 1], [1, 1], [null, 1, 1]].map((shape) => {
      const prepare = tablePreparer(table, [{ name: 'order', dtype: 'float32', shape }]);
      return prepare(order)['order']!.shape;
    });
    expect(shapes).toEqual([[1], [1, 1], [1, 1], [1, 1, 1]]);
    const free = tablePreparer(table, [{ name: 'order', dtype: 'float32', shape: [], anyRank: true }]);
    expect(free(order)).toEqual({ order: { data: Float32Array.of(4), shape: [1, 1], dtype: 'float32' } });
  });

  test('are new with each call', () => {
    const prepare = tablePreparer(orderTable, [{ name: 'order', dtype: 'float32', shape: [null, 15] }]);
    const first = prepare(order)['order']!.data;
    const copy = [...first];
    prepare({ ...order, Weight: 50, Size: 'L', Carrier: null });
    expect([...first]).toEqual(copy);
  });
});

test('a model that needs another input, or has no such input, is refused', () => {
  const spec = { name: 'order', dtype: 'float32', shape: [null, 15] } as const;
  const other = { name: 'noise', dtype: 'float32', shape: [1] } as const;
  expect(() => tablePreparer(orderTable, [spec, { ...other, optional: true }])).not.toThrow();
  expect(() => tablePreparer(orderTable, [spec, other])).toThrow('the model needs noise as well');
  expect(() => tablePreparer(orderTable, [{ ...spec, name: 'x' }])).toThrow('a transform that makes "order" alone');
});
