/** By what `edgewise pack` and `edgewise evaluate` judge the model: the 10,000 test digits, as drawings. */
import type { EvaluationSample } from '../../src/cli/evaluate/evaluation-module.js';
import { readDigits } from './data.js';
import { drawingOf } from './drawing.js';
import { classes } from './samples.js';

export const metric = 'accuracy';
export const data = 'the 10,000 test digits of MNIST';
export const labels = Array.from({ length: classes }, (_, digit) => String(digit));

export async function* samples(): AsyncGenerator<EvaluationSample> {
  const digits = await readDigits('test');
  for (let place = 0; place < digits.count; place++) {
    yield { inputs: drawingOf(digits, place), label: digits.labels[place] ?? 0 };
  }
}
