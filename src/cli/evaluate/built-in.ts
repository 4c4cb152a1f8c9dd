import type { Answer, BuiltInMetric, EvaluationModule } from './evaluation-module.js';
import type { Metric } from './metric.js';
import { classesOf, classOf, numbersOf, placeOfLargest, predictedClass, probabilityOfSecond } from './labels.js';

/** Nothing is surer than this, so that one wrong answer does not make a loss infinite. */
const sure = 1e-7;

/** How these are computed from answers; see `labels.ts` for what labels they take. */
const builtIn: Readonly<Record<BuiltInMetric, Omit<Metric, 'name'>>> = {
  accuracy: better((answers) => meanOf(answers, (answer) => Number(predictedClass(answer) === classOf(answer)))),
  'top-5 accuracy': better((answers) => meanOf(answers, (answer) => Number(rankOf(answer) < 5))),
  f1: better(f1),
  auc: better(auc),
  'log loss': { higherIsBetter: false, bounded: false, score: (answers) => meanOf(answers, logLoss) },
  'brier score': { higherIsBetter: false, bounded: false, score: (answers) => meanOf(answers, brier) },
  'mean absolute error': {
    higherIsBetter: false,
    bounded: false,
    score: (answers) => meanOf(answers, (answer) => meanDifference(answer, Math.abs)),
  },
  'root mean squared error': {
    higherIsBetter: false,
    bounded: false,
    score: (answers) => Math.sqrt(meanOf(answers, (answer) => meanDifference(answer, (off) => off * off))),
  },
  iou: better(iou),
};

/** The measure that an evaluation module names, or brings along. */
export function metricOf({ metric }: Pick<EvaluationModule, 'metric'>): Metric {
  if (typeof metric === 'string') return { name: metric, ...builtIn[metric] };
  const { name, higherIsBetter, bounded = higherIsBetter } = metric;
  return { name, higherIsBetter, bounded, score: (answers) => metric.score(answers) };
}

function better(score: Metric['score']): Omit<Metric, 'name'> {
  return { higherIsBetter: true, bounded: true, score };
}

/** How many classes got more than the true one. */
function rankOf(answer: Answer): number {
  const own = answer.values[classOf(answer)] as number;
  return Array.from(answer.values).filter((value) => value > own).length;
}

/** Of two classes, that of the second; of more, the mean over the classes that occur (macro). */
function f1(answers: readonly Answer[]): number {
  const classes = Math.max(...answers.map(classesOf));
  const said = answers.map(predictedClass);
  const actual = answers.map(classOf);
  const scores = Array.from({ length: classes }, (_, c) => {
    const [wasSaid, is] = [said.filter((each) => each === c).length, actual.filter((each) => each === c).length];
    const both = said.filter((each, i) => each === c && actual[i] === c).length;
    return { score: wasSaid + is === 0 ? 0 : (2 * both) / (wasSaid + is), occurs: wasSaid + is > 0 };
  });
  if (classes === 2) return scores[1]?.score ?? 0;
  const occurring = scores.filter(({ occurs }) => occurs);
  return occurring.reduce((sum, { score }) => sum + score, 0) / occurring.length;
}

/** Area under the ROC curve: how often one of the second class gets more than one of the first, ties counting half. */
function auc(answers: readonly Answer[]): number {
  const sorted = answers
    .map((answer) => ({ score: probabilityOfSecond(answer), second: classOf(answer) === 1 }))
    .sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    // Equal scores share the mean of their ranks.
    rankSum += sorted.slice(start, end).filter(({ second }) => second).length * ((start + 1 + end) / 2);
    start = end;
  }
  const seconds = sorted.filter(({ second }) => second).length;
  return (rankSum - (seconds * (seconds + 1)) / 2) / (seconds * (sorted.length - seconds));
}

/** -ln of the probability of what happened. */
function logLoss(answer: Answer): number {
  return -Math.log(Math.min(1, Math.max(sure, probabilities(answer)[classOf(answer)] as number)));
}

/** Squared distance of the probabilities from what happened (Brier, 1950): of two classes, of the second alone. */
function brier(answer: Answer): number {
  const actual = classOf(answer);
  const given = probabilities(answer);
  if (given.length === 2) return ((given[1] as number) - actual) ** 2;
  return given.reduce((sum, probability, c) => sum + (probability - Number(c === actual)) ** 2, 0);
}

function probabilities({ values }: Answer): number[] {
  const [first = 0] = Array.from(values);
  return values.length === 1 ? [1 - first, first] : Array.from(values);
}

function meanDifference(answer: Answer, weigh: (off: number) => number): number {
  const actual = numbersOf(answer);
  return actual.reduce((sum, each, i) => sum + weigh((answer.values[i] as number) - each), 0) / actual.length;
}

/**
 * Intersection over union of masks. A label of as many numbers as the output: what is 0.5 and more, the mean over the
 * samples (two empty masks are the same). A label of class indices: over all pixels, the mean over the classes.
 */
function iou(answers: readonly Answer[]): number {
  const both = new Map<number, number>();
  const either = new Map<number, number>();
  const add = (map: Map<number, number>, key: number) => map.set(key, (map.get(key) ?? 0) + 1);
  answers.forEach((answer, sample) => {
    const { actual, said, binary } = masksOf(answer);
    if (binary) either.set(sample, either.get(sample) ?? 0);
    actual.forEach((is, i) => {
      const was = said[i] as number;
      for (const each of binary ? [Math.max(is, was)] : new Set([is, was])) {
        if (binary && each === 0) continue;
        add(either, binary ? sample : each);
        if (is === was) add(both, binary ? sample : each);
      }
    });
  });
  const shares = [...either].map(([key, union]) => (union === 0 ? 1 : (both.get(key) ?? 0) / union));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function masksOf(answer: Answer): { actual: number[]; said: number[]; binary: boolean } {
  const { values, label } = answer;
  const classes = Array.isArray(label) ? values.length / label.length : 1;
  if (classes > 1 && Number.isInteger(classes)) {
    const actual = label as number[];
    const said = actual.map((_, pixel) => placeOfLargest(values, pixel * classes, (pixel + 1) * classes));
    return { actual, said, binary: false };
  }
  const half = (value: number) => Number(value >= 0.5);
  return { actual: numbersOf(answer).map(half), said: Array.from(values, half), binary: true };
}

function meanOf(answers: readonly Answer[], value: (answer: Answer) => number): number {
  return answers.reduce((sum, answer) => sum + value(answer), 0) / answers.length;
}
