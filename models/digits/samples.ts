import type { Samples } from '../training/samples.js';
import type { Digits } from './data.js';
import { side } from './features.js';

export const classes = 10;

/** Digits as the network takes them: inputs 0 to 1, labels one-hot. Made batch by batch, since all would take 190 MB. */
export function samplesOf({ pixels, labels, count }: Digits): Samples {
  const size = side * side;
  return {
    count,
    inputShape: [side, side, 1],
    labelShape: [classes],
    batch(places) {
      const inputs = new Float32Array(places.length * size);
      const oneHot = new Float32Array(places.length * classes);
      places.forEach((place, i) => {
        for (let pixel = 0; pixel < size; pixel++) {
          inputs[i * size + pixel] = (pixels[place * size + pixel] ?? 0) / 255;
        }
        oneHot[i * classes + (labels[place] ?? 0)] = 1;
      });
      return { inputs, labels: oneHot };
    },
  };
}
