import { optional, textAt, type Fields } from '../../manifest/fields.js';
import { pointsAt } from '../../profile/parse-points.js';
import type { Calibration } from '../../profile/profile.js';
import type { DescribedModel } from '../described-model.js';
import { activationAt, shareAt, type Activation } from './activation.js';
import { checkNumbers, labelsAt, outputAt, unfit } from './described-output.js';

/** One of two classes, of which the second is the one that is looked for. Decoded to `Classification`. */
export interface BinaryClassificationOutput {
  kind: 'binary-classification';
  /** One number, of the second class; or two. The labels are two in any case. */
  output: string;
  /** Default `none`: the output holds probabilities. `softmax` takes two numbers. */
  activation?: Activation;
  /** What a probability of the second class stands for: how often it came true. Made by `edgewise pack` for a profile. */
  calibration?: Calibration['points'];
  /** The probability, calibrated if so declared, from which on it is the second class. Default 0.5. */
  threshold?: number;
}

export function parseBinary(fields: Fields): BinaryClassificationOutput {
  return {
    kind: 'binary-classification',
    output: textAt(fields, 'output'),
    ...optional(fields, 'activation', activationAt),
    ...optional(fields, 'calibration', pointsAt),
    ...optional(fields, 'threshold', shareAt),
  };
}

export function checkBinary({ output: name, activation }: BinaryClassificationOutput, model: DescribedModel): void {
  const output = outputAt(model, 'output', name);
  const { length } = labelsAt(model, 'output', output);
  if (length !== 2)
    throw unfit(model, 'output', `reads "${name}", for which ${length} labels are described instead of two.`);
  checkNumbers(model, 'output', output, ...(activation === 'softmax' ? [2] : [1, 2]));
}
