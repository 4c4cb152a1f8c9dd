/** By what `edgewise pack` and `edgewise evaluate` judge the model: the 10,000 test digits. */
import type { EvaluationSample } from '../../src/cli/evaluate/evaluation-module.js';
import { eachSample } from '../training/evaluation-samples.js';
import { readDigits } from './data.js';
import { classes, samplesOf } from './samples.js';

export const metric = 'accuracy';
export const data = 'the 10,000 test digits of MNIST';
export const labels = Array.from({ length: classes }, (_, digit) => String(digit));

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const digits = await readDigits('test');
  yield* eachSample(samplesOf(digits), (place) => digits.labels[place] ?? 0);
}
