import { describe, expect, test } from 'vitest';
import { type Application, type Column, features } from '../../../models/credit-risk/features.js';
import { prepare } from '../../../models/credit-risk/preparation.js';

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
const ageColumns = (columns: readonly Column[]) =>
  columns.filter((column) => column.kind === 'quantity').filter(({ name }) => name === 'Age');

describe('what is learnt from the training rows', () => {
  test('are medians that occur, over what is known', () => {
    expect(prepare(aged(20, null, 60, 30, 40, null), { parts: 1 }).typical.Age).toBe(30);
  });

  test('are the most frequent words, over what is known', () => {
    const rows = ['rent', null, null, 'owner', 'owner'].map((Home) => ({ ...application, Home }));
    expect(prepare(rows, { parts: 1 }).typical.Home).toBe('owner');
  });

  test('are means and deviations, with the median where a number is not known', () => {
    // 20, 30, 30 (not known), 60: mean 35, variance (225 + 25 + 25 + 625) / 4.
    const [column] = ageColumns(prepare(aged(20, 30, null, 60), { parts: 1 }).columns);
    expect(column).toEqual({ kind: 'quantity', name: 'Age', mean: 35, deviation: 15 });
  });

  test('are knots at quantiles, each once and none at the least value', () => {
    const knots = (ages: number[]) =>
      ageColumns(prepare(aged(...ages), { parts: 4 }).columns).flatMap(({ knot, mean, deviation }) =>
        knot === undefined ? [] : [Math.round(knot * deviation + mean)],
      );
    expect(knots([20, 25, 30, 35, 40, 45, 50, 55])).toEqual([30, 40, 50]);
    expect(knots([20, 20, 20, 20, 40, 40, 40, 40])).toEqual([40]);
    expect(knots([20, 20, 20, 20])).toEqual([]);
  });

  test('standardises the training rows to mean 0 and deviation 1', () => {
    const rows = [18, 25, 33, 47, 70].map((Age, index) => ({ ...application, Age, Income: 50 + 70 * index }));
    const preparation = prepare(rows, { parts: 1 });
    const inputs = rows.map((row) => features(row, preparation));
    for (const name of ['Age', 'Income', 'Burden', 'Surplus', 'Start']) {
      const at = preparation.columns.findIndex((column) => column.kind === 'quantity' && column.name === name);
      const values = inputs.map((input) => input[at]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(
        [mean, variance].map((value) => Math.round(value * 1e4) / 1e4),
        name,
      ).toEqual([expect.closeTo(0), 1]);
    }
  });

  test('stays finite where all rows are equal', () => {
    const preparation = prepare(aged(30, 30), { parts: 5 });
    expect([...features(application, preparation)].every(Number.isFinite)).toBe(true);
  });

  test('needs every field to be known in some row', () => {
    expect(() => prepare(aged(null, null), { parts: 1 })).toThrow('Age is not known in any of 2 training rows.');
  });
});
