import { transformed } from '../../src/transform/table/columns.js';
import { placesIn, quantifier } from '../../src/transform/table/quantify.js';
import type { QuantityColumn, TableField, TableTransform } from '../../src/model/transforms/table.js';
import { type Application, fields } from './fields.js';
import { derived, quantities } from './quantities.js';

/** What a candidate wants to see of an application. */
export interface Wishes {
  /** Into how many parts knots divide each quantity, each part with about as many training rows; 1: no knots. */
  parts: number;
}

/** Only these are unknown often enough (381, 47 and 18 of 4,454 rows) for a column of their own to learn from. */
const unknown = ['Income', 'Assets', 'Debt'];

/** So many standard deviations from the mean, at most, count: no single extreme decides. */
const furthest = 4;

/**
 * From an application to the numbers of the model: medians, most frequent values, means, deviations and knots are
 * learnt from the training rows, and from them alone.
 *
 * @throws Error without rows, or where a field is known in none of them
 */
export function prepare(training: readonly Application[], { parts }: Wishes): TableTransform {
  const table = { fields: fieldsOf(training), derived };
  const quantify = quantifier(table);
  const places = placesIn(table);
  const rows = training.map((application) => quantify(application).values);
  const columns = quantities.map(({ of, transform }): QuantityColumn => {
    const place = places.get(of) ?? NaN;
    const values = Float64Array.from(rows, (row) => transformed[transform](row[place] ?? NaN)).sort();
    const { mean, std } = spread(values);
    const knots = knotsOf(values, parts).map((value) => round((value - mean) / std));
    return {
      kind: 'quantity',
      of,
      ...(transform === 'none' ? {} : { transform }),
      mean,
      std,
      clip: furthest,
      ...(knots.length > 0 && { knots }),
    };
  });
  return {
    kind: 'table',
    input: 'application',
    ...table,
    columns: [
      ...columns,
      ...fields.flatMap(({ kind, name }) => (kind === 'category' ? [{ kind: 'one-hot' as const, of: name }] : [])),
      ...unknown.map((of) => ({ kind: 'missing' as const, of })),
    ],
  };
}

/** With what is typical: the median, or the most frequent value. */
function fieldsOf(applications: readonly Application[]): TableField[] {
  return fields.map((field) => {
    const known = applications.map((application) => application[field.name]).filter((value) => value !== null);
    if (known.length === 0)
      throw new Error(`${field.name} is not known in any of ${applications.length} training rows.`);
    if (field.kind === 'number') return { ...field, typical: median(known as number[]) };
    const values = field.values.map(({ value }) => value);
    return { ...field, typical: mostFrequent(known as string[], values) };
  });
}

/** The lower of the two in the middle, so that it is a value that occurs. */
function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor((values.length - 1) / 2)] as number;
}

/** Of those that are equally frequent, the one the field names first. */
function mostFrequent(known: readonly string[], values: readonly string[]): string {
  const counts = values.map((value) => known.filter((each) => each === value).length);
  return values[counts.indexOf(Math.max(...counts))] as string;
}

function spread(values: Float64Array): { mean: number; std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Where all rows are equal, there is nothing to scale by.
  return { mean: round(mean), std: round(Math.sqrt(variance)) || 1 };
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
