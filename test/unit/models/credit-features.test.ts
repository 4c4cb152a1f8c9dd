import { describe, expect, test } from 'vitest';
import {
  type Application,
  ApplicationError,
  type Column,
  features,
  fields,
} from '../../../models/credit-risk/features.js';

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
const typical: Application = { ...application, Income: 120, Assets: 3000, Home: 'owner' };

const compute = (columns: Column[], changes: Partial<Application> = {}): number[] => [
  ...features({ ...application, ...changes }, { typical, columns }),
];
/** Raw values divided by 10, so that none is cut off at four deviations. */
const tenth = { mean: 0, deviation: 10 };

describe('the features of a loan application', () => {
  test('are standardised by what the training rows taught', () => {
    expect(compute([{ kind: 'quantity', name: 'Age', mean: 40, deviation: 5 }])).toEqual([-2]);
    const [income] = compute([{ kind: 'quantity', name: 'Income', mean: 4, deviation: 0.5 }]);
    expect(income).toBeCloseTo((Math.log(130) - 4) / 0.5, 5);
  });

  test.each([
    ['Financed', {}, 800 / 846],
    ['Burden', {}, Math.log(1 + 800 / 60 / 129)],
    ['Surplus', {}, Math.log(1 + (129 - 73) / (800 / 60))],
    // Below zero the logarithm keeps its sign.
    ['Surplus', { Income: 33 }, -Math.log(1 + 40 / (800 / 60))],
    ['Indebtedness', { Debt: 258 }, Math.log(3)],
    ['Security', { Assets: 4000, Debt: 800 }, Math.log(5)],
    ['Start', {}, 21],
  ] as const)('hold the ratio %s by hand for %o', (name, changes, expected) => {
    expect(compute([{ kind: 'quantity', name, ...tenth }], changes)[0]).toBeCloseTo(expected / 10, 6);
  });

  test('count an extreme as four deviations from the mean', () => {
    const columns: Column[] = [
      { kind: 'quantity', name: 'Age', mean: 30, deviation: 2 },
      { kind: 'quantity', name: 'Age', mean: 30, deviation: 2, knot: 1 },
    ];
    expect(compute(columns, { Age: 38 })).toEqual([4, 3]);
    expect(compute(columns, { Age: 60 })).toEqual([4, 3]);
    expect(compute(columns, { Age: 18 })).toEqual([-4, 0]);
  });

  test('hold by how much a quantity exceeds a knot, and zero below it', () => {
    const columns = [-1, -0.5, 1].map((knot): Column => ({
      kind: 'quantity',
      name: 'Age',
      mean: 32,
      deviation: 4,
      knot,
    }));
    // Age 30 is half a deviation below the mean, age 40 two above.
    expect(compute(columns)).toEqual([0.5, 0, 0]);
    expect(compute(columns, { Age: 40 })).toEqual([3, 2.5, 1]);
  });

  test('tell a category by ones and zeros', () => {
    const columns = ['owner', 'rent'].map((value): Column => ({ kind: 'category', name: 'Home', value }));
    expect(compute(columns)).toEqual([0, 1]);
    expect(compute(columns, { Home: 'other' })).toEqual([0, 0]);
  });

  test('take what is not known as typical, and say so', () => {
    const columns: Column[] = [
      { kind: 'quantity', name: 'Income', ...tenth },
      { kind: 'unknown', name: 'Income' },
      { kind: 'category', name: 'Home', value: 'owner' },
      { kind: 'unknown', name: 'Home' },
    ];
    const [income, ...rest] = compute(columns, { Income: null, Home: null });
    expect(income).toBeCloseTo(Math.log(121) / 10, 6);
    expect(rest).toEqual([1, 1, 1]);
    expect(compute(columns, {}).slice(1)).toEqual([0, 0, 0]);
  });

  test('are finite at both ends of every range', () => {
    const names = ['Financed', 'Burden', 'Surplus', 'Indebtedness', 'Security', 'Start', 'Assets', 'Debt'] as const;
    const columns = names.map((name): Column => ({ kind: 'quantity', name, ...tenth }));
    for (const field of fields) {
      if (field.kind === 'category') continue;
      for (const value of [field.min, field.max]) {
        expect(compute(columns, { [field.name]: value }).every(Number.isFinite), `${field.name} ${value}`).toBe(true);
      }
    }
  });
});

describe('an application that cannot be scored', () => {
  test.each([
    ['Home', 'castle', 'Home is "castle". Give one of "owner", "rent", "parents", "priv", "ignore", "other", or null'],
    ['Home', '', 'Home is "". Give one of'],
    ['Records', true, 'Records is true. Give one of "no", "yes", or null'],
    ['Age', Number.NaN, 'Age is NaN. Give a number from 18 to 70 (years), or null where it is not known.'],
    ['Income', Number.POSITIVE_INFINITY, 'Income is Infinity. Give a number from 5 to 1000 (units a month)'],
    ['Income', '129', 'Income is "129". Give a number from 5 to 1000'],
    ['Time', 0, 'Time is 0. Give a number from 6 to 72 (months)'],
    ['Debt', -1, 'Debt is -1. Give a number from 0 to 30000 (units)'],
    ['Price', undefined, 'Price is missing. Give a number from 100 to 12000 (units), or null where it is not known.'],
    ['Assets', [], 'Assets is a value of type object. Give a number'],
    ['Job', 'x'.repeat(1000), `Job is "${'x'.repeat(40)}"…. Give one of`],
  ] as const)('names the field %s, its value %o and what is allowed', (field, value, message) => {
    const wrong = { ...application, [field]: value };
    const error = (() => {
      try {
        features(wrong, { typical, columns: [] });
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(ApplicationError);
    expect(error).toMatchObject({ field, value });
    expect((error as Error).message).toContain(message);
  });
});
