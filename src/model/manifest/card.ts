/**
 * What a person should know before using a model. The terms are those of model cards: Mitchell et al., "Model Cards for
 * Model Reporting", FAT* 2019 (doi:10.1145/3287560.3287596). All of it is optional; what else belongs on a card (name,
 * version, licence, files) stands in the manifest anyway.
 */
export interface ModelCard {
  /** Persons or organisations who made the model. */
  authors?: readonly string[];
  /** Where questions go: an address, or a URL. */
  contact?: string;
  /** What the model is made for. */
  intendedUses?: readonly string[];
  /** What it is not for, though somebody may think so. */
  outOfScopeUses?: readonly string[];
  /** What its answers may hang on: groups of people, instruments, surroundings; and which of them were looked at. */
  factors?: readonly string[];
  /** What the weights were learnt from. */
  trainingData?: readonly TrainingData[];
  /** How the data was divided into parts to learn from, to choose by and to judge by. */
  split?: string;
  /** How good the model is, over all and by group. */
  metrics?: readonly CardMetric[];
  /** Limits and known failures, and what to do about them. */
  caveats?: readonly string[];
  /** What to mind about the people whom it is made from, and those whom it is used on. */
  ethicalConsiderations?: readonly string[];
}

/** One collection of what the weights were learnt from. */
export interface TrainingData {
  /** What it is called. */
  name: string;
  /** What it holds, and how it came about. */
  description?: string;
  /** How many samples were learnt from. */
  samples?: number;
  /** Where it comes from: a URL, or a sentence. */
  source?: string;
  /** SPDX expression, or the name of the licence. */
  license?: string;
  /** When it was collected. */
  period?: string;
}

/** A figure of how good the model is. */
export interface CardMetric {
  /** For example `accuracy`, `false-positive rate`. */
  name: string;
  /** As it was measured on the packed model, where nothing else is said. */
  value: number;
  /** Of the value; left out for numbers without one. */
  unit?: string;
  /** False for errors and losses. */
  higherIsBetter: boolean;
  /** Of which samples: `aged under 30`. Left out where it is all of them. */
  group?: string;
  /** How many samples it was measured on. */
  samples?: number;
  /** Where the value of all such samples lies, as far as these can tell. */
  interval?: ConfidenceInterval;
}

/** A confidence interval, in the unit of the value that it belongs to. */
export interface ConfidenceInterval {
  /** Its lower end. */
  low: number;
  /** Its upper end, at least `low`. */
  high: number;
  /** How sure it is, between 0 and 1: `0.95`. */
  level: number;
}

/** Bounds of what a card may hold: it is to be read by people. */
export const cardLimits = {
  /** Characters (UTF-16 code units) of a text. */
  text: 2000,
  /** Entries of a list of texts, and of the training data. */
  list: 32,
  metrics: 256,
} as const;
