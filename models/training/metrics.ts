/** How good predictions are, in plain functions over numbers. `probabilities` of label 1, `labels` 0 or 1. */

/** Nothing is surer than this, so that one wrong answer does not make a loss infinite. */
const sure = 1e-7;

/** Share of samples whose most probable class is theirs; both are [count × classes], labels one-hot. */
export function accuracy(probabilities: Float32Array, labels: Float32Array, classes: number): number {
  const count = labels.length / classes;
  let right = 0;
  for (let i = 0; i < count; i++) if (largest(probabilities, i, classes) === largest(labels, i, classes)) right += 1;
  return right / count;
}

/** Rows are the true classes, columns the predicted ones; cells count samples. */
export function confusionMatrix(probabilities: Float32Array, labels: Float32Array, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length / classes; i++) {
    const row = matrix[largest(labels, i, classes)] as number[];
    const predicted = largest(probabilities, i, classes);
    row[predicted] = (row[predicted] ?? 0) + 1;
  }
  return matrix;
}

/** Mean of -ln(probability of the true class); both are [count × classes], labels one-hot. */
export function categoricalLogLoss(probabilities: Float32Array, labels: Float32Array, classes: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) sum -= Math.log(Math.max(sure, probabilities[i] as number));
  }
  return sum / (labels.length / classes);
}

/** Mean of -ln(probability of what happened). */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return mean(labels.length, (i) => {
    const probability = Math.min(1 - sure, Math.max(sure, probabilities[i] as number));
    return -Math.log(labels[i] === 1 ? probability : 1 - probability);
  });
}

/** Mean squared difference of probability and what happened (Brier, 1950). */
export function brier(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  return mean(labels.length, (i) => ((probabilities[i] as number) - (labels[i] as number)) ** 2);
}

/** Area under the ROC curve: how often a 1 is given more than a 0, ties counting half (Mann and Whitney). */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from({ length: labels.length }, (_, i) => i).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) end += 1;
    const rank = (start + 1 + end) / 2; // equal scores share the mean of their ranks
    for (let i = start; i < end; i++) {
      if (labels[order[i] as number] !== 1) continue;
      positives += 1;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export interface Confusion {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
}

/** Counts, where a probability of at least `threshold` says 1. */
export function confusion(probabilities: ArrayLike<number>, labels: ArrayLike<number>, threshold: number): Confusion {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  for (let i = 0; i < labels.length; i++) {
    const said = (probabilities[i] as number) >= threshold;
    if (labels[i] === 1) counts[said ? 'truePositives' : 'falseNegatives'] += 1;
    else counts[said ? 'falsePositives' : 'trueNegatives'] += 1;
  }
  return counts;
}

/** Of those called 1, the share that is. */
export function precision({ truePositives, falsePositives }: Confusion): number {
  return truePositives / (truePositives + falsePositives);
}

/** Of those that are 1, the share that is called so. */
export function recall({ truePositives, falseNegatives }: Confusion): number {
  return truePositives / (truePositives + falseNegatives);
}

/** The harmonic mean of precision and recall. */
export function f1({ truePositives, falsePositives, falseNegatives }: Confusion): number {
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}

/** Of those that are 0, the share that is called 1. */
export function falsePositiveRate({ falsePositives, trueNegatives }: Confusion): number {
  return falsePositives / (falsePositives + trueNegatives);
}

export interface CalibrationBin {
  /** Means over the bin's samples. */
  predicted: number;
  observed: number;
  count: number;
}

/** Samples by their probability in `bins` of equal count, so that each says as much as the others. */
export function calibrationCurve(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): CalibrationBin[] {
  const order = Array.from({ length: labels.length }, (_, i) => i).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number),
  );
  return Array.from({ length: bins }, (_, bin) => {
    const start = Math.round((bin * order.length) / bins);
    const places = order.slice(start, Math.round(((bin + 1) * order.length) / bins));
    return {
      predicted: mean(places.length, (i) => probabilities[places[i] as number] as number),
      observed: mean(places.length, (i) => labels[places[i] as number] as number),
      count: places.length,
    };
  }).filter(({ count }) => count > 0);
}

/** Expected calibration error: the mean distance of predicted and observed over the samples of a calibration curve. */
export function calibrationError(curve: readonly CalibrationBin[]): number {
  const total = curve.reduce((sum, { count }) => sum + count, 0);
  return curve.reduce((sum, bin) => sum + (Math.abs(bin.predicted - bin.observed) * bin.count) / total, 0);
}

function mean(count: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum / count;
}

function largest(values: Float32Array, row: number, columns: number): number {
  let best = 0;
  for (let column = 1; column < columns; column++) {
    if ((values[row * columns + column] as number) > (values[row * columns + best] as number)) best = column;
  }
  return best;
}
