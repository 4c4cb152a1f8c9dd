import { beforeAll, describe, expect, test } from 'vitest';
import { applyScaling, fitScaling, tryScaling } from '../../../models/credit-risk/calibrate.js';
import { candidates } from '../../../models/credit-risk/candidates.js';
import { mergeMembers } from '../../../models/credit-risk/merge-members.js';
import { Random } from '../../../models/training/random.js';
import { seeded, startTensorFlow, tf, type tfl } from '../../../models/training/tfjs.js';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const logit = (p: number): number => Math.log(p / (1 - p));

/** Logits, and outcomes that are as frequent as `slope` and `offset` make of them. */
function outcomes(slope: number, offset: number): { probabilities: number[]; labels: number[] } {
  const random = new Random(3);
  const logits = Array.from({ length: 20_000 }, () => 1.5 * random.normal());
  return {
    probabilities: logits.map(sigmoid),
    labels: logits.map((z) => Number(random.next() < sigmoid(slope * z + offset))),
  };
}

describe('scaling probabilities', () => {
  test('finds how far they are off', () => {
    const { probabilities, labels } = outcomes(0.5, -1);
    const { slope, offset } = fitScaling(probabilities, labels);
    expect(slope).toBeCloseTo(0.5, 1);
    expect(offset).toBeCloseTo(-1, 1);
  });

  test('is found to help where they are off, on rows it did not see', () => {
    const { probabilities, labels } = outcomes(0.5, -1);
    const { before, after } = tryScaling(probabilities, labels);
    expect(after).toBeLessThan(before - 0.05);
  });

  test('is found not to help where they are right', () => {
    const { probabilities, labels } = outcomes(1, 0);
    const { before, after } = tryScaling(probabilities.slice(0, 500), labels.slice(0, 500));
    expect(after).toBeGreaterThan(before);
  });
});

describe('a network', () => {
  const inputs = 6;
  const committee = candidates.find(({ members }) => members > 1)!;
  const build = (seed: number): tfl.LayersModel => seeded(new Random(seed), () => committee.network(inputs));
  const rows = Float32Array.from({ length: 4 * inputs }, (_, i) => Math.sin(i + 1));
  const ask = (network: tfl.LayersModel): number[] =>
    tf.tidy(() => [...(network.predict(tf.tensor(rows, [4, inputs])) as tf.Tensor).dataSync()]);

  beforeAll(startTensorFlow);

  test('takes a scaling into its weights', () => {
    const network = build(1);
    const before = ask(network);
    applyScaling(network, { slope: 2, offset: 0.3 });
    ask(network).forEach((given, i) => {
      expect(given).toBeCloseTo(sigmoid(2 * logit(before[i]!) + 0.3), 5);
    });
  });

  test('of several members answers with the mean of their logits', () => {
    const members = Array.from({ length: committee.members }, (_, seed) => build(seed));
    const apart = members.map(ask);
    const merged = committee.merged(inputs);
    mergeMembers(members, merged);
    ask(merged).forEach((given, row) => {
      const logits = apart.map((answers) => logit(answers[row]!));
      expect(given).toBeCloseTo(sigmoid(logits.reduce((sum, z) => sum + z, 0) / members.length), 5);
    });
    // Else the mean would be that of one network.
    expect(new Set(apart.map(([first]) => first!.toFixed(4))).size).toBe(committee.members);
  });
});
