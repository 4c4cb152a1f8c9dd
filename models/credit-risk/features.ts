/**
 * From a loan application to the numbers of the model: pure, so that training and a page compute the same.
 * What depends on data (medians, means, knots) was learnt from the training rows and comes as a `Preparation`.
 */
import { type Application, type CategoryName, checkField, type FieldName, fields, numberNames } from './fields.js';
import { type Numbers, quantity, type QuantityName } from './quantities.js';

export { type Application, ApplicationError, type FieldName, fields, type NumberField } from './fields.js';

/** So many standard deviations from the mean, at most, count: no single extreme decides. */
const furthest = 4;
const clamp = (value: number): number => Math.min(furthest, Math.max(-furthest, value));

/** What one number of the model's input says of the application. */
export type Column =
  /** A number or ratio, standardised; with a knot, only by how much it exceeds the knot (in standard deviations). */
  | { kind: 'quantity'; name: QuantityName; mean: number; deviation: number; knot?: number }
  /** 1 where the field has this value, else 0. */
  | { kind: 'category'; name: CategoryName; value: string }
  /** 1 where the field is not known, else 0. */
  | { kind: 'unknown'; name: FieldName };

/** `preparation.json`: what was learnt from the training rows, beside the weights. */
export interface Preparation {
  /** The typical application: medians and most frequent values. They stand in for what is not known. */
  typical: Application;
  /** The model's inputs, in order. */
  columns: readonly Column[];
}

/**
 * The model's input for one application, one number for each of `preparation.columns`. What is not known is taken to
 * be typical, and `unknown` columns say so.
 * @throws ApplicationError where a field is missing, or is neither null nor what the field allows
 */
export function features(application: Application, preparation: Preparation): Float32Array {
  for (const field of fields) checkField(field, application[field.name]);
  const filled = fill(application, preparation.typical);
  const numbers = numbersOf(filled);
  return Float32Array.from(preparation.columns, (column) => {
    switch (column.kind) {
      case 'quantity': {
        const standardised = clamp((quantity(column.name, numbers) - column.mean) / column.deviation);
        return column.knot === undefined ? standardised : Math.max(0, standardised - column.knot);
      }
      case 'category':
        return filled[column.name] === column.value ? 1 : 0;
      case 'unknown':
        return application[column.name] === null ? 1 : 0;
    }
  });
}

/** The application with typical values where it says "not known". */
export function fill(application: Application, typical: Application): Application {
  return Object.fromEntries(fields.map(({ name }) => [name, application[name] ?? typical[name]])) as Application;
}

/** The numbers of an application whose fields are all known. */
export function numbersOf(filled: Application): Numbers {
  return Object.fromEntries(numberNames.map((name) => [name, filled[name]])) as Numbers;
}
