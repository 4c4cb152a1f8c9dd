import { countAt, optional, textAt, wrong, type Fields, positiveAt } from '../../manifest/fields.js';
import type { DescribedModel } from '../described-model.js';
import { activationAt, type Activation } from './activation.js';
import { checkNumbers, labelsAt, outputAt } from './described-output.js';

/** One of several classes, which the output's labels name. Decoded to `Classification`. */
export interface ClassificationOutput {
  kind: 'classification';
  /** One number a class, in the order of the labels. */
  output: string;
  /** Default `none`: the output holds probabilities. */
  activation?: Activation;
  /** What the output is divided by before its activation, so that a probability says how often it is right. Default 1. */
  temperature?: number;
  /** How many classes are answered, the most probable first. Default: all. */
  top?: number;
}

export function parseClassification(fields: Fields): ClassificationOutput {
  const transform: ClassificationOutput = {
    kind: 'classification',
    output: textAt(fields, 'output'),
    ...optional(fields, 'activation', activationAt),
    ...optional(fields, 'temperature', positiveAt),
    ...optional(fields, 'top', (all, key) => countAt(all, key, 1)),
  };
  const { activation = 'none', temperature } = transform;
  if (temperature !== undefined && activation === 'none') {
    throw wrong(fields, 'temperature', 'none, or an activation of softmax or sigmoid');
  }
  return transform;
}

export function checkClassification({ output: name }: ClassificationOutput, model: DescribedModel): void {
  const output = outputAt(model, 'output', name);
  checkNumbers(model, 'output', output, labelsAt(model, 'output', output).length);
}
