import { EdgewiseError } from '../../errors.js';
import { tolerance, type Comparison } from '../optimize/compare.js';

/**
 * Lets pass only what was shown to answer as its source.
 *
 * @param file the source's, for the message
 * @throws EdgewiseError `invalid-model` where nothing could be compared, or where it differs by more than the tolerance
 */
export function refuseDifference({ difference, outputs, inputs }: Comparison, file: string): void {
  if (inputs === 0) {
    throw new EdgewiseError(
      'invalid-model',
      `Whether ${file} answers as before when it is optimised cannot be shown: TF.js on wasm computes it on none of the ` +
        `inputs that were tried. Nothing was written. Pack it as it is with --no-optimize.`,
      { file, inputs },
    );
  }
  if (difference <= tolerance) return;
  const worst = outputs.reduce((most, output) => (output.difference > most.difference ? output : most));
  throw new EdgewiseError(
    'invalid-model',
    `Optimised, ${file} answers "${worst.output}" off by ${difference.toExponential(1)} of its scale; ` +
      `${tolerance.toExponential(0)} is allowed. Nothing was written. Pack it as it is with --no-optimize.`,
    { file, difference, tolerance, outputs, inputs },
  );
}
