import { isEdgewiseError } from '../../errors.js';
import { calibrated } from '../../model/profile/calibration.js';
import type { OutputProfile, Reference } from '../../model/profile/profile.js';
import type { Answer } from './evaluation-module.js';
import { figureOf } from './figure.js';
import { classOf, predictedClass } from './labels.js';
import type { Metric } from './metric.js';
import { hasClasses } from './profile-output.js';

const defaultChunks = 10;

/**
 * How good the model is on parts of the data, in their order: a window on a device is held against how much these differ
 * among each other. Undefined where the metric says nothing of a part, as AUC where only one class occurs.
 */
export async function profileReference(
  metric: Metric,
  answers: readonly Answer[],
  output: OutputProfile,
  wished = defaultChunks,
): Promise<Reference | undefined> {
  const chunkSize = Math.ceil(answers.length / wished);
  const parts: Answer[][] = [];
  for (let start = 0; start < answers.length; start += chunkSize) parts.push(answers.slice(start, start + chunkSize));
  if (parts.length < 2) return undefined;
  const chunks: number[] = [];
  for (const part of parts) {
    try {
      chunks.push(await figureOf(metric, part));
    } catch (error) {
      if (isEdgewiseError(error)) return undefined;
      throw error;
    }
  }
  const mean = meanOf(chunks);
  return {
    metric: metric.name,
    higherIsBetter: metric.higherIsBetter,
    chunkSize,
    chunks,
    mean,
    deviation: Math.sqrt(chunks.reduce((sum, chunk) => sum + (chunk - mean) ** 2, 0) / (chunks.length - 1)),
    ...(output.kind === 'values' || !hasClasses(answers) ? {} : { accuracy: accuracyOf(parts, output) }),
  };
}

function accuracyOf(parts: readonly Answer[][], output: OutputProfile): NonNullable<Reference['accuracy']> {
  const right = (answer: Answer) => Number(predictedClass(answer) === classOf(answer));
  const chunks = parts.map((part) => meanOf(part.map(right)));
  if (output.kind !== 'probabilities') return { chunks };
  return { chunks, expected: parts.map((part) => meanOf(part.map((answer) => expectedOf(answer, output)))) };
}

/** The probability of the predicted class, calibrated: the mean of it is the accuracy that can be expected. */
function expectedOf(answer: Answer, { calibration }: OutputProfile): number {
  const map = (given: number) => (calibration ? calibrated(calibration.points, given) : given);
  const { values } = answer;
  if (values.length > 1) return map(values[predictedClass(answer)] as number);
  const second = map(values[0] as number);
  return predictedClass(answer) === 1 ? second : 1 - second;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
