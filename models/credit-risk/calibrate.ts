import { logLoss } from '../training/metrics.js';
import { tf, type tfl } from '../training/tfjs.js';

/** Platt scaling (1999): a probability's logit z becomes slope · z + offset. */
export interface Scaling {
  slope: number;
  offset: number;
}

/** Log loss on rows that the scaling was not fitted to, without and with it. */
export interface ScalingTrial {
  before: number;
  after: number;
}

/** The scaling with the least log loss on these rows, by Newton's method. */
export function fitScaling(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Scaling {
  const logits = Array.from(probabilities, logit);
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 25; step++) {
    let [gs, go, ss, so, oo] = [0, 0, 0, 0, 0];
    logits.forEach((z, i) => {
      const p = sigmoid(slope * z + offset);
      const error = p - (labels[i] as number);
      const weight = p * (1 - p);
      gs += error * z;
      go += error;
      ss += weight * z * z;
      so += weight * z;
      oo += weight;
    });
    const determinant = ss * oo - so * so;
    if (determinant < 1e-9) break;
    slope -= (oo * gs - so * go) / determinant;
    offset -= (ss * go - so * gs) / determinant;
  }
  return { slope, offset };
}

/** Whether a scaling would help, shown on rows it did not see: fitted to all but one of `folds` parts, judged on that. */
export function tryScaling(probabilities: ArrayLike<number>, labels: ArrayLike<number>, folds = 5): ScalingTrial {
  const places = Array.from(labels, (_, place) => place);
  const scaled = new Float64Array(labels.length);
  for (let fold = 0; fold < folds; fold++) {
    const rest = places.filter((place) => place % folds !== fold);
    const { slope, offset } = fitScaling(
      rest.map((place) => probabilities[place] as number),
      rest.map((place) => labels[place] as number),
    );
    for (const place of places.filter((each) => each % folds === fold)) {
      scaled[place] = sigmoid(slope * logit(probabilities[place] as number) + offset);
    }
  }
  return { before: logLoss(probabilities, labels), after: logLoss(scaled, labels) };
}

/** Puts the scaling into the weights of the last layer, so that the network itself gives scaled probabilities. */
export function applyScaling(network: tfl.LayersModel, { slope, offset }: Scaling): void {
  const last = network.layers.at(-1);
  if (!last) throw new RangeError('The network has no layer to scale.');
  tf.tidy(() => {
    const [kernel, bias] = last.getWeights() as [tf.Tensor, tf.Tensor];
    last.setWeights([tf.mul(kernel, slope), tf.add(tf.mul(bias, slope), offset)]);
  });
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

function logit(probability: number): number {
  const kept = Math.min(1 - 1e-7, Math.max(1e-7, probability));
  return Math.log(kept / (1 - kept));
}
