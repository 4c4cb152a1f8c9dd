import type { Answer } from './evaluation-module.js';

/** A measure of answers, and how differences in it count. */
export interface Metric {
  name: string;
  higherIsBetter: boolean;
  /** In 0…1. */
  bounded: boolean;
  score: (answers: readonly Answer[]) => number | Promise<number>;
}
