import { expect, test } from 'vitest';
import {
  accuracy,
  auc,
  brier,
  calibrationCurve,
  calibrationError,
  categoricalLogLoss,
  confusion,
  confusionMatrix,
  f1,
  falsePositiveRate,
  logLoss,
  precision,
  recall,
} from '../../../models/training/metrics.js';

// Worked out by hand.
const probabilities = [0.9, 0.8, 0.4, 0.6, 0.3, 0.1];
const labels = [1, 1, 1, 0, 0, 0];

test('AUC counts the pairs in order, ties half', () => {
  // Of the nine pairs only (0.4, 0.6) is in the wrong order.
  expect(auc(probabilities, labels)).toBeCloseTo(8 / 9, 12);
  expect(auc([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 0])).toBe(0.5);
  expect(auc([0.5, 0.5, 0.1], [1, 0, 0])).toBe(0.75);
});

test('log loss and Brier score', () => {
  const expected = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.4) + Math.log(0.7) + Math.log(0.9)) / 6;
  expect(logLoss(probabilities, labels)).toBeCloseTo(expected, 12);
  expect(brier(probabilities, labels)).toBeCloseTo((0.01 + 0.04 + 0.36 + 0.36 + 0.09 + 0.01) / 6, 12);
  expect(logLoss([0], [1])).toBeLessThan(20); // wrong and sure, but finite
});

test('precision, recall, F1 and false-positive rate at a threshold', () => {
  const counts = confusion(probabilities, labels, 0.5);
  expect(counts).toEqual({ truePositives: 2, falsePositives: 1, trueNegatives: 2, falseNegatives: 1 });
  expect(precision(counts)).toBeCloseTo(2 / 3, 12);
  expect(recall(counts)).toBeCloseTo(2 / 3, 12);
  expect(f1(counts)).toBeCloseTo(2 / 3, 12);
  expect(falsePositiveRate(counts)).toBeCloseTo(1 / 3, 12);
  expect(confusion(probabilities, labels, 0.6).falsePositives).toBe(1); // at the threshold is above it
});

test('a calibration curve has bins of equal count', () => {
  const curve = calibrationCurve(probabilities, labels, 3);
  expect(curve.map(({ count }) => count)).toEqual([2, 2, 2]);
  expect(curve.map(({ predicted }) => predicted)).toEqual([0.2, 0.5, 0.85].map((x) => expect.closeTo(x, 12) as number));
  expect(curve.map(({ observed }) => observed)).toEqual([0, 0.5, 1]);
  expect(calibrationError(curve)).toBeCloseTo((0.2 + 0 + 0.15) / 3, 12);
});

test('classes: accuracy, confusion matrix, log loss', () => {
  const answers = new Float32Array([0.7, 0.2, 0.1, 0.5, 0.3, 0.2, 0.1, 0.1, 0.8]);
  const truth = new Float32Array([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(accuracy(answers, truth, 3)).toBeCloseTo(2 / 3, 12);
  expect(confusionMatrix(answers, truth, 3)).toEqual([
    [1, 0, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(categoricalLogLoss(answers, truth, 3)).toBeCloseTo(-(Math.log(0.7) + Math.log(0.3) + Math.log(0.8)) / 3, 6);
});
