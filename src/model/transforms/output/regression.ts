import { numberAt, optional, textAt, type Fields } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { checkNumbers, outputAt } from './described-output.js';

/** A quantity: `output × scale + offset`. Decoded to `Regression`. */
export interface RegressionOutput {
  kind: 'regression';
  /** One number. */
  output: string;
  /** Of what is answered, for people: `°C`, `minutes`, `share of the whole`. */
  unit: string;
  /** Default 1. */
  scale?: number;
  /** Default 0. */
  offset?: number;
}

export function parseRegression(fields: Fields): RegressionOutput {
  return {
    kind: 'regression',
    output: textAt(fields, 'output'),
    unit: textAt(fields, 'unit'),
    ...optional(fields, 'scale', numberAt),
    ...optional(fields, 'offset', numberAt),
  };
}

export function checkRegression({ output }: RegressionOutput, model: DescribedModel): void {
  checkNumbers(model, 'output', outputAt(model, 'output', output), 1);
}
