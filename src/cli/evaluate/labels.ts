import type { Answer } from './evaluation-module.js';
import { sampleError } from './sample-error.js';

/** An output of one number is the probability of the second of two classes. */
export function classesOf({ values }: Pick<Answer, 'values'>): number {
  return Math.max(2, values.length);
}

export function predictedClass({ values }: Pick<Answer, 'values'>): number {
  if (values.length === 1) return Number((values[0] as number) >= 0.5);
  return placeOfLargest(values, 0, values.length);
}

/** Counted from `start`; the first of equal ones. */
export function placeOfLargest(values: ArrayLike<number>, start: number, end: number): number {
  let best = start;
  for (let i = start + 1; i < end; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best - start;
}

/**
 * The class that a label says: its index, or where it is largest if the label has a number for each class.
 *
 * @throws EdgewiseError `input`, with the sample's place
 */
export function classOf(answer: Answer): number {
  const { index, label } = answer;
  const classes = classesOf(answer);
  const numbers = typeof label === 'number' ? [label] : (label ?? []);
  const [first] = numbers;
  if (numbers.length === 1 && first !== undefined && Number.isInteger(first) && first >= 0 && first < classes)
    return first;
  if (numbers.length === classes && numbers.length > 1) return predictedClass({ values: numbers });
  if (label === undefined) throw sampleError(index, 'has no label. This metric needs one for each sample.');
  throw sampleError(
    index,
    `has the label ${JSON.stringify(label).slice(0, 80)}, where the model tells ${classes} classes apart: a whole number ` +
      `from 0 to ${classes - 1} is needed, or ${classes} numbers of which the largest marks the class.`,
  );
}

/** @throws EdgewiseError `input` where the model tells more than two classes apart */
export function probabilityOfSecond({ index, values }: Answer): number {
  if (values.length === 1) return values[0] as number;
  if (values.length === 2) return values[1] as number;
  throw sampleError(
    index,
    `got ${values.length} numbers from the model, where this metric takes one (the probability of the second of two ` +
      `classes) or two. Choose another metric, or another output.`,
  );
}

/** A label of as many numbers as the output. */
export function numbersOf({ index, label, values }: Answer): readonly number[] {
  const numbers = typeof label === 'number' ? [label] : (label ?? []);
  if (numbers.length === values.length && numbers.length > 0) return numbers;
  if (label === undefined) throw sampleError(index, 'has no label. This metric needs one for each sample.');
  throw sampleError(
    index,
    `has a label of ${numbers.length} numbers, where the model's output has ${values.length}. They have to be as many.`,
  );
}
