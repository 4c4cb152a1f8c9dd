import { tf, type tfl } from '../training/tfjs.js';

/**
 * Makes one network of several with one hidden layer each: its hidden units are those of all, and its logit is the mean
 * of theirs. `merged` has that shape already; its weights are replaced.
 */
export function mergeMembers(members: readonly tfl.LayersModel[], merged: tfl.LayersModel): void {
  tf.tidy(() => {
    const weights = members.map((member) => member.getWeights());
    const all = (place: number): tf.Tensor[] => weights.map((each) => each[place] as tf.Tensor);
    merged.setWeights([
      tf.concat(all(0), 1), // hidden kernel [inputs, units]
      tf.concat(all(1)), // hidden bias
      tf.div(tf.concat(all(2), 0), members.length), // output kernel [units, 1]
      tf.div(tf.addN(all(3)), members.length), // output bias
    ]);
  });
}
