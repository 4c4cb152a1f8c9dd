import { calibrated } from '../../model/profile/calibration.js';
import type { Tensors } from '../../model/tensor.js';
import type { BinaryClassificationOutput } from '../../model/transforms/output/binary-classification.js';
import type { Classification } from '../../model/values.js';
import { activated } from './activation.js';
import { exactly } from './numbers.js';

/** Both classes, first the one that was decided for: it may be the less probable one, by the threshold. */
export function binaryDecoder(
  { output, activation = 'none', calibration, threshold = 0.5 }: BinaryClassificationOutput,
  [first = '', second = '']: readonly string[],
): (outputs: Tensors) => Classification {
  return (outputs) => {
    const { data } = exactly(outputs, output, ...(activation === 'softmax' ? [2] : [1, 2]));
    const given = activated(data, activation).at(-1) ?? NaN;
    // A map has no place for what is no number, and would take it for the largest.
    const probability = calibration && !Number.isNaN(given) ? calibrated(calibration, given) : given;
    const looked = { label: second, index: 1, probability };
    const other = { label: first, index: 0, probability: 1 - probability };
    return probability >= threshold ? [looked, other] : [other, looked];
  };
}
