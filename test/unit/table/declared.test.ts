import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { EdgewiseError } from '../../../src/errors.js';
import type { TableTransform } from '../../../src/model/transforms/table.js';
import { checkTableTransform } from '../../../src/model/transforms/table.js';
import { orderTable, readTable } from '../../support/table.js';

const schema = JSON.parse(readFileSync('src/model/manifest/manifest.schema.json', 'utf8')) as object;
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const validate = ajv.addSchema(schema, 'manifest').getSchema('manifest#/$defs/tableTransform')!;

/** The table after a change, as JSON. */
function changed(change: (table: any) => unknown): any {
  const table = structuredClone(orderTable);
  change(table);
  return JSON.parse(JSON.stringify(table));
}

function refusal(table: unknown, places?: number): EdgewiseError {
  try {
    readTable(table, places);
  } catch (error) {
    if (error instanceof EdgewiseError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

test('a table is read as it stands, by the schema too', () => {
  expect(readTable(changed(() => undefined))).toEqual(orderTable);
  expect(validate(orderTable), JSON.stringify(validate.errors)).toBe(true);
});

test('keys that it does not know are left out', () => {
  expect(readTable(changed((t) => (t.fields[0].colour = t.columns[5].colour = 'red')))).toEqual(orderTable);
});

describe('refused by the schema and by the reader is', () => {
  test.each<[string, (table: any) => unknown, field: string]>([
    ['no input', (t) => delete t.input, 'input'],
    ['no fields', (t) => delete t.fields, 'fields'],
    ['no columns', (t) => delete t.columns, 'columns'],
    ['a field of an unknown kind', (t) => (t.fields[0].kind = 'date'), 'fields[0].kind'],
    ['a field without a name', (t) => (t.fields[0].name = ' '), 'fields[0].name'],
    ['a field whose name no object can have', (t) => (t.fields[0].name = '__proto__'), 'fields[0].name'],
    ['a label that is empty', (t) => (t.fields[0].label = ''), 'fields[0].label'],
    ['a limit as text', (t) => (t.fields[0].min = '0'), 'fields[0].min'],
    ['a step of 0', (t) => (t.fields[0].step = 0), 'fields[0].step'],
    ['an unknown way with what is outside', (t) => (t.fields[1].outside = 'wrap'), 'fields[1].outside'],
    ['a typical text for a number', (t) => (t.fields[0].typical = 'x'), 'fields[0].typical'],
    ['a category without values', (t) => (t.fields[2].values = []), 'fields[2].values'],
    ['a category whose values are no objects', (t) => (t.fields[2].values = ['S']), 'fields[2].values[0]'],
    ['a value that is empty', (t) => (t.fields[2].values[0].value = ''), 'fields[2].values[0].value'],
    ['an unknown way with the unknown', (t) => (t.fields[3].unknown = 'guess'), 'fields[3].unknown'],
    ['a typical truth as a number', (t) => (t.fields[4].typical = 0), 'fields[4].typical'],
    ['a derived quantity without an operation', (t) => delete t.derived[0].multiply, 'derived[0]'],
    ['one with two', (t) => (t.derived[0].add = [1, 2]), 'derived[0]'],
    ['an operation of one', (t) => (t.derived[0].multiply = [1]), 'derived[0].multiply'],
    ['an operation of three', (t) => (t.derived[0].multiply = [1, 2, 3]), 'derived[0].multiply'],
    ['an operand that is neither', (t) => (t.derived[0].multiply = [1, null]), 'derived[0].multiply'],
    ['an inner operation that is none', (t) => (t.derived[1].divide[1] = { sum: [1, 2] }), 'derived[1].divide[1]'],
    ['what stands in for a division by 0 as text', (t) => (t.derived[2].byZero = '9'), 'derived[2].byZero'],
    ['a column of an unknown kind', (t) => (t.columns[0].kind = 'bin'), 'columns[0].kind'],
    ['a column of nothing', (t) => delete t.columns[0].of, 'columns[0].of'],
    ['an unknown transform', (t) => (t.columns[0].transform = 'sqrt'), 'columns[0].transform'],
    ['a deviation of 0', (t) => (t.columns[0].std = 0), 'columns[0].std'],
    ['a mean that is no number', (t) => (t.columns[0].mean = null), 'columns[0].mean'],
    ['a negative clip', (t) => (t.columns[0].clip = -4), 'columns[0].clip'],
    ['a knot that is no number', (t) => (t.columns[0].knots = [0, '1']), 'columns[0].knots'],
  ])('%s', (_, change, field) => {
    const table = changed(change);
    expect(validate(table)).toBe(false);
    expect(refusal(table)).toMatchObject({ code: 'invalid-model', details: { field: `transforms.input.${field}` } });
  });
});

describe('refused by the reader, since no schema says it, is', () => {
  test.each<[string, (table: any) => unknown, field: string, words: string]>([
    ['a name twice', (t) => (t.fields[1].name = 'Weight'), 'fields[1].name', 'two fields of the name "Weight"'],
    ['a derived name that is taken', (t) => (t.derived[0].name = 'Size'), 'derived[0].name', 'taken: "Size"'],
    ['two derived of one name', (t) => (t.derived[1].name = 'Load'), 'derived[1].name', 'taken: "Load"'],
    [
      'a range that ends before it begins',
      (t) => (t.fields[0].max = -1),
      'fields[0].max',
      'a number above min, 0, is needed',
    ],
    [
      'clipping without a range',
      (t) => (delete t.fields[1].min, delete t.fields[1].max),
      'fields[1].outside',
      'a min or max beside it',
    ],
    ['a typical number out of range', (t) => (t.fields[0].typical = 51), 'fields[0].typical', 'from 0 to 50'],
    ['a value twice', (t) => (t.fields[2].values[1].value = 'S'), 'fields[2].values', 'without "S" in it twice'],
    ['a typical value that is none', (t) => (t.fields[2].typical = 'XL'), 'fields[2].typical', 'one of its values'],
    [
      'something derived from itself',
      (t) => (t.derived[0].multiply = ['Load', 2]),
      'derived[0]',
      '"Load", which is not derived before it',
    ],
    [
      'something derived from what follows',
      (t) => (t.derived[0].multiply = ['Inverse', 2]),
      'derived[0]',
      '"Inverse", which is not derived before it',
    ],
    [
      'something derived from a category',
      (t) => (t.derived[1].divide[1].add[0] = 'Size'),
      'derived[1]',
      '"Size", which is a category',
    ],
    [
      'something derived from what is not there',
      (t) => (t.derived[0].multiply = ['Wieght', 2]),
      'derived[0]',
      '(did you mean "Weight"?)',
    ],
    ['a column of what is not there', (t) => (t.columns[0].of = 'weigth'), 'columns[0].of', '(did you mean "Weight"?)'],
    ['a quantity of a category', (t) => (t.columns[0].of = 'Size'), 'columns[0].of', '"Size", which is a category'],
    ['a number one-hot', (t) => (t.columns[5].of = 'Weight'), 'columns[5].of', '"Weight", which is no category field'],
    ['a derived quantity as missing', (t) => (t.columns[7].of = 'Load'), 'columns[7].of', '"Load", which is no field'],
    ['a field as missing that may not be', (t) => (t.columns[7].of = 'Distance'), 'columns[7].of', 'may never be null'],
    ['an input that the model does not have', (t) => (t.input = 'y'), 'input', 'for the input "y"'],
  ])('%s', (_, change, field, words) => {
    const transform = changed(change);
    const model = {
      url: 'manifest.json',
      inputs: [{ name: 'order', dtype: 'float32' as const, shape: [null, 15] }],
      outputs: [],
    };
    const error = (() => {
      try {
        readTable({ ...transform, input: 'order' });
        checkTableTransform(transform, model);
      } catch (caught) {
        return caught as EdgewiseError;
      }
      throw new Error('It was not refused.');
    })();
    expect(error).toMatchObject({ code: 'invalid-model', details: { field: `transforms.input.${field}` } });
    expect(error.message).toContain(words);
  });

  test.each([
    ['another dtype', { dtype: 'int32', shape: [null, 15] }, 'which is int32; float32 is needed'],
    ['fewer places', { dtype: 'float32', shape: [null, 14] }, 'its columns fill 15 places, so [null, 15] is needed'],
    ['a free last dimension', { dtype: 'float32', shape: [15, null] }, 'its columns fill 15 places'],
    ['more rows than one', { dtype: 'float32', shape: [2, 15] }, 'whose shape is [2, 15]'],
    ['no shape', { dtype: 'float32' }, 'its columns fill 15 places'],
  ] as const)('an input of %s', (_, tensor, words) => {
    const model = { url: 'manifest.json', inputs: [{ name: 'order', ...tensor }], outputs: [] };
    expect(() => {
      checkTableTransform(orderTable, model);
    }).toThrow(words);
  });
});

describe('limits, before anything is allocated:', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => i);
  const weight = (table: TableTransform) => table.fields[0]!;
  const nested = (depth: number): unknown => (depth === 0 ? 1 : { add: [nested(depth - 1), 1] });

  test.each<[string, (table: any) => unknown, field: string]>([
    ['fields', (t) => (t.fields = many(1001).map((i) => ({ ...weight(t), name: `n${i}` }))), 'fields'],
    ['derived quantities', (t) => (t.derived = many(1001).map((i) => ({ name: `n${i}`, add: [1, 1] }))), 'derived'],
    ['columns', (t) => (t.columns = many(100_001).map(() => t.columns[0])), 'columns'],
    ['places, by knots', (t) => (t.columns[0].knots = many(100_000)), 'columns'],
    ['operations within one another', (t) => (t.derived[0] = { name: 'Load', add: [nested(16), 1] }), 'expression'],
  ])('%s', (_, change, field) => {
    expect(refusal(changed(change))).toMatchObject({ code: 'limit', details: { field } });
  });

  test('what is just within them is read', () => {
    const table = changed((t) => (t.derived[0] = { name: 'Load', add: [nested(15), 1] }));
    expect(readTable(table).derived).toHaveLength(3);
  });
});
