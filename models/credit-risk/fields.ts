/** The columns of the data that tell of an application, in the data's order. */
export type NumberName = 'Seniority' | 'Time' | 'Age' | 'Expenses' | 'Income' | 'Assets' | 'Debt' | 'Amount' | 'Price';
export type CategoryName = 'Home' | 'Marital' | 'Records' | 'Job';
export type FieldName = NumberName | CategoryName;

/** A number, asked for in `unit`, from `min` to `max` (both allowed). Fractions are allowed; `step` is for a form. */
export interface NumberField {
  kind: 'number';
  name: NumberName;
  label: string;
  unit: string;
  min: number;
  max: number;
  step: number;
}

/** One of several words. `value` stands in the data and in an application, `label` is for people. */
export interface CategoryField {
  kind: 'category';
  name: CategoryName;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** One application; `null` says that a field is not known. Every field has to be there. */
export type Application = Record<FieldName, number | string | null>;

/** An application holds what no field allows. `message` names the field, the value and what is allowed. */
export class ApplicationError extends Error {
  constructor(
    readonly field: FieldName,
    readonly value: unknown,
    message: string,
  ) {
    super(message);
    this.name = 'ApplicationError';
  }
}

/** The data does not name its currency; money is counted in its units, incomes and expenses by the month. */
const money = 'units';
const monthlyMoney = 'units a month';

/** The ranges are those of the data, rounded outwards: beyond them the model has never seen an outcome. */
export const fields: readonly (NumberField | CategoryField)[] = [
  { kind: 'number', name: 'Seniority', label: 'Time in the present job', unit: 'years', min: 0, max: 50, step: 1 },
  {
    kind: 'category',
    name: 'Home',
    label: 'Home',
    options: [
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
    options: [
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
    options: [
      { value: 'no', label: 'None' },
      { value: 'yes', label: 'Some' },
    ],
  },
  {
    kind: 'category',
    name: 'Job',
    label: 'Kind of job',
    options: [
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

export const numberNames = fields.flatMap((field) => (field.kind === 'number' ? [field.name] : []));

/**
 * Throws `ApplicationError` for what the field does not allow: an unknown word, a number as text or out of range, NaN.
 * `null` (not known) is always allowed.
 */
export function checkField(field: NumberField | CategoryField, value: unknown): void {
  if (value === null || allows(field, value)) return;
  throw new ApplicationError(
    field.name,
    value,
    `${field.name} is ${show(value)}. Give ${allowed(field)}, or null where it is not known.`,
  );
}

function allows(field: NumberField | CategoryField, value: unknown): boolean {
  if (field.kind === 'category') return field.options.some((option) => option.value === value);
  return typeof value === 'number' && value >= field.min && value <= field.max;
}

function allowed(field: NumberField | CategoryField): string {
  if (field.kind === 'number') return `a number from ${field.min} to ${field.max} (${field.unit})`;
  return `one of ${field.options.map(({ value }) => JSON.stringify(value)).join(', ')}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string')
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a value of type ${typeof value}`;
}
