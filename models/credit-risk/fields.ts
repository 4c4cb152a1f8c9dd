import type { CategoryField, NumberField } from '../../src/model/transforms/table.js';

/** The columns of the data that tell of an application, in the data's order. */
export type NumberName = 'Seniority' | 'Time' | 'Age' | 'Expenses' | 'Income' | 'Assets' | 'Debt' | 'Amount' | 'Price';
export type CategoryName = 'Home' | 'Marital' | 'Records' | 'Job';
export type FieldName = NumberName | CategoryName;

/** One application; `null` says that a field is not known. Every field has to be there. */
export type Application = Record<FieldName, number | string | null>;

/** All is told of each but what is typical, which is learnt. */
type Known<Field extends NumberField | CategoryField, Name> = Required<
  Omit<Field, 'typical' | 'outside' | 'unknown'>
> & {
  name: Name;
};

/** The data does not name its currency; money is counted in its units, incomes and expenses by the month. */
const money = 'units';
const monthlyMoney = 'units a month';

/** The ranges are those of the data, rounded outwards: beyond them the model has never seen an outcome. */
export const fields: readonly (Known<NumberField, NumberName> | Known<CategoryField, CategoryName>)[] = [
  { kind: 'number', name: 'Seniority', label: 'Time in the present job', unit: 'years', min: 0, max: 50, step: 1 },
  {
    kind: 'category',
    name: 'Home',
    label: 'Home',
    values: [
      { value: 'owner', label: 'Owner' },
      { value: 'rent', label: 'Rented' },
      { value: 'parents', label: 'With parents' },
      { value: 'priv', label: 'Private contract' },
      { value: 'ignore', label: 'Contract not known' },
      { value: 'other', label: 'Other' },
    ],
  },
  { kind: 'number', name: 'Time', label: 'Term of the loan', unit: 'months', min: 6, max: 72, step: 1 },
  { kind: 'number', name: 'Age', label: 'Age', unit: 'years', min: 18, max: 70, step: 1 },
  {
    kind: 'category',
    name: 'Marital',
    label: 'Marital status',
    values: [
      { value: 'single', label: 'Single' },
      { value: 'married', label: 'Married' },
      { value: 'separated', label: 'Separated' },
      { value: 'divorced', label: 'Divorced' },
      { value: 'widow', label: 'Widowed' },
    ],
  },
  {
    kind: 'category',
    name: 'Records',
    label: 'Entries in credit records',
    values: [
      { value: 'no', label: 'None' },
      { value: 'yes', label: 'Some' },
    ],
  },
  {
    kind: 'category',
    name: 'Job',
    label: 'Kind of job',
    values: [
      { value: 'fixed', label: 'Permanent' },
      { value: 'partime', label: 'Part time' },
      { value: 'freelance', label: 'Self-employed' },
      { value: 'others', label: 'Other' },
    ],
  },
  { kind: 'number', name: 'Expenses', label: 'Living expenses', unit: monthlyMoney, min: 30, max: 200, step: 1 },
  { kind: 'number', name: 'Income', label: 'Income', unit: monthlyMoney, min: 5, max: 1000, step: 1 },
  { kind: 'number', name: 'Assets', label: 'Assets', unit: money, min: 0, max: 300_000, step: 100 },
  { kind: 'number', name: 'Debt', label: 'Debts still to be repaid', unit: money, min: 0, max: 30_000, step: 100 },
  { kind: 'number', name: 'Amount', label: 'Amount of the loan', unit: money, min: 100, max: 5000, step: 50 },
  { kind: 'number', name: 'Price', label: 'Price of what is bought', unit: money, min: 100, max: 12_000, step: 50 },
];
