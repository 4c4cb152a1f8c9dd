/** The file of the role `profile` in a package. */
export const profileFile = 'profile.json';
export const profileFormat = 'edgewise-profile';
export const profileVersion = 1;

/**
 * What the data looked like that a packed model was evaluated on, for monitoring it on a device. It holds sums over many
 * samples, never a sample: ranges are rounded outwards, and what few samples have in common is not told apart.
 */
export interface Profile {
  format: typeof profileFormat;
  version: typeof profileVersion;
  /** How many samples it sums up. */
  samples: number;
  /** By field of the samples' rows, where they have rows; else by the model's input. */
  inputs: readonly FieldProfile[];
  /** Of the packed model's answers. */
  output: OutputProfile;
  /** How good the packed model was on parts of the data one after the other; absent without labels. */
  reference?: Reference;
}

export type FieldProfile = NumberProfile | CategoryProfile;

/** What is common to all. */
interface Field {
  name: string;
  /** Samples in which it is not known. */
  missing: number;
}

export interface NumberProfile extends Field {
  kind: 'number';
  histogram: Histogram;
  moments: Moments;
  /** Rounded to a fraction of a bin, so that it is no sample's own; absent where they are few. */
  median?: number;
  /** Different values, counted to 100: few of them are rather categories. */
  distinct: number;
}

export interface CategoryProfile extends Field {
  kind: 'category';
  /** The most frequent first. */
  counts: readonly { value: string; count: number }[];
  /** Of all values that too few samples have to name them. */
  other: number;
}

/** `counts[i]` values lie in `edges[i]` ≤ value < `edges[i + 1]`, the last bin's end included. */
export interface Histogram {
  edges: readonly number[];
  counts: readonly number[];
}

export interface Moments {
  count: number;
  mean: number;
  /** Standard deviation of the population: the sum is divided by `count`. */
  deviation: number;
  /** The outer edges of the histogram, never a value that was seen. */
  min: number;
  max: number;
}

export interface OutputProfile {
  /** By the model's signature. */
  name: string;
  /**
   * - `probabilities`: of classes; one number a sample is the probability of the second of two
   * - `scores`: one a class, of which the largest decides, though they are no probabilities
   * - `values`: anything else
   */
  kind: 'probabilities' | 'scores' | 'values';
  /** Of the predicted class's probability (of one number: of that number), of the largest score, or of all values. */
  histogram: Histogram;
  moments: Moments;
  /** Samples by predicted class and, with labels, by true class. */
  classes?: readonly { label: string; predicted: number; actual?: number }[];
  /** Absent without labels, without probabilities, and where it would not lower the expected calibration error. */
  calibration?: Calibration;
}

/**
 * From the probability that the model gives to the share that it stands for: of one number, how often the second class
 * came true; of several, how often the predicted class was right. Straight lines between the points, level beyond them.
 */
export interface Calibration {
  points: readonly (readonly [given: number, observed: number])[];
  /** Expected calibration error on samples that the map was not made from, before and after it. */
  error: { before: number; after: number };
}

export interface Reference {
  metric: string;
  higherIsBetter: boolean;
  /** Each of so many samples, in their order; the last may have fewer. */
  chunkSize: number;
  chunks: readonly number[];
  mean: number;
  /** Standard deviation over the chunks, divided by their number less one. */
  deviation: number;
  /** For classification, by chunk: the share that was right, and the mean probability of the predicted class. */
  accuracy?: { chunks: readonly number[]; expected?: readonly number[] };
}
