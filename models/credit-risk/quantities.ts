import { type NumberName, numberNames } from './fields.js';

/** The numbers of an application, all known: missing ones have been filled in. */
export type Numbers = Record<NumberName, number>;

/** What a lender computes from them. */
type RatioName = 'Financed' | 'Burden' | 'Surplus' | 'Indebtedness' | 'Security' | 'Start';
export type QuantityName = NumberName | RatioName;

const ratios: Record<RatioName, (numbers: Numbers) => number> = {
  /** The share of the price that is borrowed. */
  Financed: ({ Amount, Price }) => Amount / Price,
  /** The share of the income that the instalments take (interest left out: the data does not tell it). */
  Burden: (numbers) => instalment(numbers) / numbers.Income,
  /** How many instalments a month's income pays after living expenses. */
  Surplus: (numbers) => (numbers.Income - numbers.Expenses) / instalment(numbers),
  /** Debts in months of income. */
  Indebtedness: ({ Debt, Income }) => Debt / Income,
  /** What would be left of the assets after the debts, in amounts of the loan. */
  Security: ({ Assets, Debt, Amount }) => (Assets - Debt) / Amount,
  /** The age at which the present job began, in years. */
  Start: ({ Age, Seniority }) => Age - Seniority,
};

const instalment = ({ Amount, Time }: Numbers): number => Amount / Time;

/** Where a few values are far larger than the rest, a logarithm brings them together. */
const logarithmic: ReadonlySet<QuantityName> = new Set<QuantityName>([
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

/** All of them, as the model's columns have them in order. */
export const quantityNames: readonly QuantityName[] = [...numberNames, ...(Object.keys(ratios) as RatioName[])];

/** A number or a ratio of the application, as a logarithm (with its sign: sgn x · ln(1 + |x|)) where that suits it. */
export function quantity(name: QuantityName, numbers: Numbers): number {
  const value = name in ratios ? ratios[name as RatioName](numbers) : numbers[name as NumberName];
  return logarithmic.has(name) ? Math.sign(value) * Math.log1p(Math.abs(value)) : value;
}
