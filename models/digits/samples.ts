import type { Samples } from '../training/samples.js';
import type { Digits } from './data.js';
import { drawingOf, placed, side } from './drawing.js';

export const classes = 10;

/** Digits as the network takes them: inputs 0 to 1, labels one-hot. Made batch by batch, since all would take 190 MB. */
export function samplesOf(digits: Digits): Samples {
  const size = side * side;
  return {
    count: digits.count,
    inputShape: [side, side, 1],
    labelShape: [classes],
    batch(places) {
      const inputs = new Float32Array(places.length * size);
      const oneHot = new Float32Array(places.length * classes);
      places.forEach((place, i) => {
        inputs.set(placed(drawingOf(digits, place)), i * size);
        oneHot[i * classes + (digits.labels[place] ?? 0)] = 1;
      });
      return { inputs, labels: oneHot };
    },
  };
}
