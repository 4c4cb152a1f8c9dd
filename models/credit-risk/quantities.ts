import type { Derived } from '../../src/model/transforms/table.js';
import { fields } from './fields.js';

/** What a lender computes from the numbers of an application. No divisor is ever 0: the ranges of the fields forbid it. */
export const derived: readonly Derived[] = [
  { name: 'Instalment', label: 'Amount by months, without interest', divide: ['Amount', 'Time'] },
  { name: 'Financed', label: 'Share of the price that is borrowed', divide: ['Amount', 'Price'] },
  { name: 'Burden', label: 'Share of the income that the instalments take', divide: ['Instalment', 'Income'] },
  {
    name: 'Surplus',
    label: 'Instalments that the income pays after expenses',
    divide: [{ subtract: ['Income', 'Expenses'] }, 'Instalment'],
  },
  { name: 'Indebtedness', label: 'Debts in months of income', divide: ['Debt', 'Income'] },
  {
    name: 'Security',
    label: 'Assets left after the debts, in amounts of the loan',
    divide: [{ subtract: ['Assets', 'Debt'] }, 'Amount'],
  },
  { name: 'Start', label: 'Age at which the present job began', unit: 'years', subtract: ['Age', 'Seniority'] },
];

/** Where a few values are far larger than the rest, a logarithm brings them together. */
const logarithmic: ReadonlySet<string> = new Set([
  'Seniority',
  'Expenses',
  'Income',
  'Assets',
  'Debt',
  'Amount',
  'Price',
  'Burden',
  'Surplus',
  'Indebtedness',
  'Security',
]);

/** What the model sees of them, in the order of its columns: the numbers, then what is derived but the instalment. */
export const quantities: readonly { of: string; transform: 'none' | 'log1p' }[] = [...fields, ...derived]
  .filter((one) => !('values' in one) && one.name !== 'Instalment')
  .map(({ name }) => ({ of: name, transform: logarithmic.has(name) ? 'log1p' : 'none' }));
