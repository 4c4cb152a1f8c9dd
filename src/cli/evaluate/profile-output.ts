import { calibrate, type Outcome } from '../../model/profile/calibration.js';
import { histogramOf, momentsOf } from '../../model/profile/histogram.js';
import type { Calibration, OutputProfile } from '../../model/profile/profile.js';
import { collect } from './collect.js';
import type { Answer } from './evaluation-module.js';
import { classesOf, classOf, predictedClass } from './labels.js';

/** More classes are rather an embedding. */
const mostClasses = 10_000;

/** How the packed model's answers are distributed. */
export function profileOutput(name: string, answers: readonly Answer[], labels?: readonly string[]): OutputProfile {
  const kind = kindOf(answers);
  const numbers = collect();
  for (const answer of answers) {
    const values = kind === 'values' || answer.values.length === 1 ? Array.from(answer.values) : [largestOf(answer)];
    for (const value of values) if (Number.isFinite(value)) numbers.add(value);
  }
  const values = numbers.values();
  const histogram = histogramOf(values.length > 0 ? values : Float64Array.of(0));
  const calibration = kind === 'probabilities' ? calibrationOf(answers) : undefined;
  return {
    name,
    kind,
    histogram,
    moments: momentsOf(values.length > 0 ? values : Float64Array.of(0), histogram),
    ...(kind === 'values' ? {} : { classes: countClasses(answers, labels) }),
    ...(calibration ? { calibration } : {}),
  };
}

/** Whether labels are classes: every answer has one, and it says one of those that the model tells apart. */
export function hasClasses(answers: readonly Answer[]): boolean {
  return answers.every((answer) => {
    try {
      return classOf(answer) >= 0;
    } catch {
      return false;
    }
  });
}

export function kindOf(answers: readonly Answer[]): OutputProfile['kind'] {
  const classes = Math.max(...answers.map(classesOf));
  if (classes > mostClasses || answers.some((answer) => classesOf(answer) !== classes)) return 'values';
  const labelled = hasClasses(answers);
  const shares = answers.every(({ values }) => {
    const sum = Array.from(values).reduce((a, b) => a + b, 0);
    return Array.from(values).every((p) => p >= 0 && p <= 1) && (values.length === 1 || Math.abs(sum - 1) < 1e-3);
  });
  // One number within 0…1 may be anything; labels tell.
  const single = answers.every(({ values }) => values.length === 1);
  if (shares && (labelled || !single)) return 'probabilities';
  return labelled && !single ? 'scores' : 'values';
}

/** What the model gave, and whether it came true; see `Calibration`. */
export function outcomeOf(answer: Answer): Outcome {
  const given = Math.min(1, Math.max(0, largestOf(answer)));
  if (answer.values.length === 1) return { given, observed: classOf(answer) };
  return { given, observed: Number(predictedClass(answer) === classOf(answer)) };
}

function calibrationOf(answers: readonly Answer[]): Calibration | undefined {
  return hasClasses(answers) ? calibrate(answers.map(outcomeOf)) : undefined;
}

function countClasses(
  answers: readonly Answer[],
  labels: readonly string[] | undefined,
): NonNullable<OutputProfile['classes']> {
  const labelled = hasClasses(answers);
  const predicted = answers.map(predictedClass);
  const actual = labelled ? answers.map(classOf) : [];
  const count = (classes: readonly number[], c: number) => classes.filter((each) => each === c).length;
  return Array.from({ length: Math.max(...answers.map(classesOf)) }, (_, c) => ({
    label: labels?.[c] ?? String(c),
    predicted: count(predicted, c),
    ...(labelled ? { actual: count(actual, c) } : {}),
  }));
}

function largestOf({ values }: Answer): number {
  return Array.from(values).reduce((best, value) => Math.max(best, value), -Infinity);
}
