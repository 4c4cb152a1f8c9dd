import { describe, expect, test } from 'vitest';
import type { Application } from '../../../models/credit-risk/fields.js';
import { prepare } from '../../../models/credit-risk/preparation.js';
import { samplesOf } from '../../../models/credit-risk/train-candidate.js';
import type { TableTransform } from '../../../src/model/transforms/table.js';

const application: Application = {
  Seniority: 9,
  Home: 'rent',
  Time: 60,
  Age: 30,
  Marital: 'married',
  Records: 'no',
  Job: 'freelance',
  Expenses: 73,
  Income: 129,
  Assets: 0,
  Debt: 0,
  Amount: 800,
  Price: 846,
};
const aged = (...ages: (number | null)[]): Application[] => ages.map((Age) => ({ ...application, Age }));
const typical = (table: TableTransform, name: string) => table.fields.find((field) => field.name === name)?.typical;
const ageColumn = ({ columns }: TableTransform) =>
  columns.filter((column) => column.kind === 'quantity').find(({ of }) => of === 'Age')!;
const inputs = (rows: readonly Application[], table: TableTransform) => {
  const samples = samplesOf(
    rows.map((row) => ({ application: row, bad: false })),
    table,
  );
  return rows.map((_, place) => samples.batch([place]).inputs);
};

describe('what is learnt from the training rows', () => {
  test('are medians that occur, over what is known', () => {
    expect(typical(prepare(aged(20, null, 60, 30, 40, null), { parts: 1 }), 'Age')).toBe(30);
  });

  test('are the most frequent words, over what is known', () => {
    const rows = ['rent', null, null, 'owner', 'owner'].map((Home) => ({ ...application, Home }));
    expect(typical(prepare(rows, { parts: 1 }), 'Home')).toBe('owner');
  });

  test('are means and deviations, with the median where a number is not known', () => {
    // 20, 30, 30 (not known), 60: mean 35, variance (225 + 25 + 25 + 625) / 4.
    const column = ageColumn(prepare(aged(20, 30, null, 60), { parts: 1 }));
    expect(column).toEqual({ kind: 'quantity', of: 'Age', mean: 35, std: 15, clip: 4 });
  });

  test('are knots at quantiles, each once and none at the least value', () => {
    const knots = (ages: number[]) => {
      const { knots: found = [], mean = NaN, std = NaN } = ageColumn(prepare(aged(...ages), { parts: 4 }));
      return found.map((knot) => Math.round(knot * std + mean));
    };
    expect(knots([20, 25, 30, 35, 40, 45, 50, 55])).toEqual([30, 40, 50]);
    expect(knots([20, 20, 20, 20, 40, 40, 40, 40])).toEqual([40]);
    expect(knots([20, 20, 20, 20])).toEqual([]);
  });

  test('standardises the training rows to mean 0 and deviation 1', () => {
    const rows = [18, 25, 33, 47, 70].map((Age, index) => ({ ...application, Age, Income: 50 + 70 * index }));
    const table = prepare(rows, { parts: 1 });
    const prepared = inputs(rows, table);
    for (const name of ['Age', 'Income', 'Burden', 'Surplus', 'Start']) {
      const at = table.columns.findIndex(({ of }) => of === name);
      const values = prepared.map((input) => input[at]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(
        [mean, variance].map((value) => Math.round(value * 1e4) / 1e4),
        name,
      ).toEqual([expect.closeTo(0), 1]);
    }
  });

  test('stays finite where all rows are equal', () => {
    const [input] = inputs([application], prepare(aged(30, 30), { parts: 5 }));
    expect([...input!].every(Number.isFinite)).toBe(true);
  });

  test('needs every field to be known in some row', () => {
    expect(() => prepare(aged(null, null), { parts: 1 })).toThrow('Age is not known in any of 2 training rows.');
  });
});
