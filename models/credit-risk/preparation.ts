import { type Application, type CategoryField, type FieldName, fields } from './fields.js';
import { type Column, fill, numbersOf, type Preparation } from './features.js';
import { quantity, quantityNames } from './quantities.js';

/** What a candidate wants to see of an application. */
export interface Wishes {
  /** Into how many parts knots divide each quantity, each part with about as many training rows; 1: no knots. */
  parts: number;
}

/** Only these are unknown often enough (381, 47 and 18 of 4,454 rows) for a column of their own to learn from. */
const unknown: readonly FieldName[] = ['Income', 'Assets', 'Debt'];

/**
 * Learns medians, most frequent values, means, deviations and knots from the training rows, and from them alone.
 * @throws Error without rows, or where a field is known in none of them
 */
export function prepare(training: readonly Application[], { parts }: Wishes): Preparation {
  const typical = typicalOf(training);
  const numbers = training.map((application) => numbersOf(fill(application, typical)));
  const quantities = quantityNames.flatMap((name): Column[] => {
    const values = Float64Array.from(numbers, (each) => quantity(name, each)).sort();
    const { mean, deviation } = spread(values);
    const knots = knotsOf(values, parts).map((value) => round((value - mean) / deviation));
    return [undefined, ...knots].map((knot) => ({
      kind: 'quantity',
      name,
      mean,
      deviation,
      ...(knot === undefined ? {} : { knot }),
    }));
  });
  const categories = fields.flatMap((field): Column[] =>
    field.kind === 'number' ? [] : field.options.map(({ value }) => ({ kind: 'category', name: field.name, value })),
  );
  return {
    typical,
    columns: [...quantities, ...categories, ...unknown.map((name): Column => ({ kind: 'unknown', name }))],
  };
}

function typicalOf(applications: readonly Application[]): Application {
  const entries = fields.map((field): [FieldName, number | string] => {
    const known = applications.map((application) => application[field.name]).filter((value) => value !== null);
    if (known.length === 0)
      throw new Error(`${field.name} is not known in any of ${applications.length} training rows.`);
    return [field.name, field.kind === 'number' ? median(known as number[]) : mostFrequent(known as string[], field)];
  });
  return Object.fromEntries(entries) as Application;
}

/** The lower of the two in the middle, so that it is a value that occurs. */
function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor((values.length - 1) / 2)] as number;
}

/** Of those that are equally frequent, the one the field names first. */
function mostFrequent(values: readonly string[], field: CategoryField): string {
  const counts = field.options.map(({ value }) => values.filter((each) => each === value).length);
  return (field.options[counts.indexOf(Math.max(...counts))] as { value: string }).value;
}

function spread(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Where all rows are equal, there is nothing to scale by.
  return { mean: round(mean), deviation: round(Math.sqrt(variance)) || 1 };
}

/** The inner quantiles of sorted values, each once, without the least value (above which everything lies). */
function knotsOf(sorted: Float64Array, parts: number): number[] {
  const quantiles = Array.from(
    { length: parts - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / parts)] as number,
  );
  return [...new Set(quantiles)].filter((knot) => knot > (sorted[0] as number));
}

/** Six digits are plenty, and keep the file easy to read. */
const round = (value: number): number => Number(value.toPrecision(6));
