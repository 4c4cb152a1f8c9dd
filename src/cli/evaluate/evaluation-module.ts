import type { DecodedInput } from '../../model/input.js';
import type { Tensors } from '../../model/tensor.js';

/**
 * What `--evaluate <module>` imports: an ES module with these exports, by which the source model and the packed one are
 * judged over the same samples.
 *
 * ```js
 * export const metric = 'accuracy';
 * export const data = 'the 10,000 test digits of MNIST';
 * export const labels = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
 * export function* samples() {
 *   for (const { pixels, digit } of readTestDigits()) yield { inputs: pixels, label: digit };
 * }
 * ```
 */
export interface EvaluationModule {
  metric: BuiltInMetric | CustomMetric;
  /**
   * The samples, one after the other; may be a generator, and asynchronous. It is called again where they do not fit
   * into memory, and has to give the same samples then.
   */
  samples: () => Many | AsyncIterable<EvaluationSample> | Promise<Many>;
  /** What the samples are, for people: one sentence, which the manifest repeats. */
  data?: string;
  /** The output that holds the answer, by the model's signature. May be left out where there is one. */
  output?: string;
  /** The classes' names, in the order of the output's places. Labels may then be such names. */
  labels?: readonly string[];
  /** In how many parts the profile tells how good the model is; default 10. */
  chunks?: number;
}

type Many = Iterable<EvaluationSample>;

export interface EvaluationSample {
  /**
   * As `predict` takes them: an array, `{ data, shape }`, or these by input name; where a transform is declared, a record,
   * a text or a decoded picture. One sample, not a batch.
   */
  inputs: DecodedInput;
  /**
   * A class (its index or its name), a number to be predicted, or an array: one-hot classes, several numbers, a mask in
   * the layout of the output.
   */
  label?: number | readonly number[] | string;
  /** What the inputs were made from, by field, for the profile. Null: not known. */
  row?: Row;
}

export type Row = Readonly<Record<string, number | string | boolean | null>>;

export const builtInMetrics = [
  'accuracy',
  'top-5 accuracy',
  'f1',
  'auc',
  'log loss',
  'brier score',
  'mean absolute error',
  'root mean squared error',
  'iou',
] as const;
export type BuiltInMetric = (typeof builtInMetrics)[number];

export interface CustomMetric {
  name: string;
  higherIsBetter: boolean;
  /**
   * True where the figure lies in 0…1, and points are hundredths of it; false where it may be any, and points are
   * hundredths of the source's figure. Default: as `higherIsBetter`, since errors mostly have no end.
   */
  bounded?: boolean;
  /** The figure over these samples: finite. Called for all of them, and for each part of the profile. */
  score: (answers: readonly Answer[]) => number | Promise<number>;
}

/** What a model answered to a sample. */
export interface Answer {
  /** The sample's place, from 0. */
  index: number;
  outputs: Tensors;
  /** Of the output that holds the answer, in row-major order. */
  values: ArrayLike<number>;
  /** The sample's label; a class's name as its index. */
  label: number | readonly number[] | undefined;
  row: Row | undefined;
}
