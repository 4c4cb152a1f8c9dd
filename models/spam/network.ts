import type { Random } from '../training/random.js';
import { seeded, tfl } from '../training/tfjs.js';

/** One of the networks that are compared by their validation loss. */
export interface Candidate {
  name: string;
  buckets: number;
  /** Units between the counts and the answer; 0 is a logistic regression. */
  hidden: number;
  learningRate: number;
}

export const candidates: readonly Candidate[] = [
  { name: 'logistic regression, 8,192 buckets', buckets: 8192, hidden: 0, learningRate: 0.03 },
  { name: 'logistic regression, 16,384 buckets', buckets: 16_384, hidden: 0, learningRate: 0.03 },
  { name: '16 hidden units, 8,192 buckets', buckets: 8192, hidden: 16, learningRate: 0.003 },
  { name: '8 hidden units, 16,384 buckets', buckets: 16_384, hidden: 8, learningRate: 0.003 },
  { name: '16 hidden units, 16,384 buckets', buckets: 16_384, hidden: 16, learningRate: 0.003 },
];

/** From `[mails, buckets]` to `[mails, 1]`, the probability of spam. */
export function build({ buckets, hidden }: Candidate, random: Random): tfl.LayersModel {
  return seeded(random, () => {
    const network = tfl.sequential({ name: 'spam' });
    const inputShape = [buckets];
    if (hidden === 0) {
      network.add(tfl.layers.dense({ name: 'spam_probability', inputShape, units: 1, activation: 'sigmoid' }));
      return network;
    }
    network.add(tfl.layers.dense({ name: 'hidden', inputShape, units: hidden, activation: 'relu' }));
    network.add(tfl.layers.dropout({ name: 'dropout', rate: 0.5 }));
    network.add(tfl.layers.dense({ name: 'spam_probability', units: 1, activation: 'sigmoid' }));
    return network;
  });
}
