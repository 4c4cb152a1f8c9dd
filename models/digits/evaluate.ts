import { accuracy, categoricalLogLoss, confusionMatrix } from '../training/metrics.js';
import { labelsOf, type Network, predictAll } from '../training/predict.js';
import type { Samples } from '../training/samples.js';
import { classes } from './samples.js';

export interface Judgement {
  accuracy: number;
  logLoss: number;
}

export interface Confused {
  digit: number;
  takenFor: number;
  count: number;
}

/** How good a network is on these digits, and which it mistakes for which. */
export function judge(network: Network, samples: Samples): { metrics: Judgement; confusion: number[][] } {
  const probabilities = predictAll(network, samples);
  const labels = labelsOf(samples);
  return {
    metrics: {
      accuracy: accuracy(probabilities, labels, classes),
      logLoss: categoricalLogLoss(probabilities, labels, classes),
    },
    confusion: confusionMatrix(probabilities, labels, classes),
  };
}

/** Share of each digit's samples that are recognised. */
export function accuracyByDigit(confusion: readonly number[][]): number[] {
  return confusion.map((row, digit) => (row[digit] ?? 0) / row.reduce((sum, count) => sum + count, 0));
}

/** The commonest mistakes first. */
export function mostConfused(confusion: readonly number[][], most = 10): Confused[] {
  return confusion
    .flatMap((row, digit) => row.map((count, takenFor) => ({ digit, takenFor, count })))
    .filter(({ digit, takenFor, count }) => digit !== takenFor && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
