import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TableRow } from '../../../src/model/input.js';
import { limits } from '../../../src/model/limits.js';
import { csvRecords } from '../../../src/cli/predict/csv-input.js';
import { prepared, readTable } from '../../support/table.js';

const page = readFileSync('src/transform/README.md', 'utf8').split('\n## Records')[1]!.split('\n## ')[0]!;
const [declared = '', input = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text!);
const table = readTable(JSON.parse(declared), 9);
const [, row = ''] = /--row '(.*)'/.exec(page)!;
const record = JSON.parse(row) as TableRow;

describe('the page on records', () => {
  test('shows a table, and the input that it makes of the record in its snippets', () => {
    expect(prepared(table, record)).toEqual((JSON.parse(input) as number[]).map(Math.fround));
    // The same in JavaScript's own words.
    const [, literal = ''] = /model\.predict\((.*)\)/.exec(page)!;
    expect((0, eval)(`(${literal})`)).toEqual(record);
  });

  test('says how a CSV file is read', async () => {
    const text = 'Express,Size,Distance,Weight\ntrue,S,25,4\n,S,25,\n';
    expect(await csvRecords(text, 'parcels.csv', [], table)).toEqual([
      record,
      { ...record, Express: null, Weight: null },
    ]);
  });

  const errors = [...page.matchAll(/^\| `("\w+": .*?)` +\| (.*?) +\|$/gm)].map(([, field, message]) => [
    field!,
    message!,
  ]);
  test.each(errors)('shows what is said of %s', (field, message) => {
    const given = { ...record, ...(JSON.parse(`{${field}}`) as TableRow) };
    expect(() => prepared(table, given)).toThrow(message);
  });

  test('has such errors, and the limits', () => {
    expect(errors).toHaveLength(5);
    const { fields, derived, expression, columns } = limits;
    const said = [fields, derived, expression, columns].map((limit) => limit.toLocaleString('en-GB'));
    expect(/\*\*Limits\*\*: (.*)/.exec(page)![1]!.match(/[\d,]*\d/g)).toEqual(said);
  });
});
