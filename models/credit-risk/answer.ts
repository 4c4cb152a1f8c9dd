import { calibrate } from '../../src/model/profile/calibration.js';
import type { OutputTransform } from '../../src/model/transforms/output.js';
import type { Loan } from './data.js';

/**
 * How a person gets the answer: the likelier outcome first, with probabilities. They are the network's own, unless a map
 * makes them say more exactly how often it comes true on validation rows that the map was not made from.
 *
 * @param probabilities of a bad outcome, of the model as it is stored, for these validation rows
 */
export function answerOf(probabilities: ArrayLike<number>, validation: readonly Loan[]): OutputTransform {
  const map = calibrate(validation.map(({ bad }, i) => ({ given: probabilities[i] as number, observed: Number(bad) })));
  return { kind: 'binary-classification', output: 'bad', ...(map && { calibration: map.points }) };
}
