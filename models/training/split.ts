import type { Random } from './random.js';

/** Which samples the weights learn from, which choose between epochs and candidates, which are looked at once, at the end. */
export interface Split<Part = number[]> {
  train: Part;
  validation: Part;
  test: Part;
}

/**
 * Places of samples by part, each part with the same mix of labels: every label's samples are shuffled and cut by
 * `shares` (which add up to 1). Within a part the places ascend.
 */
export function stratifiedSplit(labels: ArrayLike<number>, shares: Split<number>, random: Random): Split {
  const sum = shares.train + shares.validation + shares.test;
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`The shares of a split add up to ${sum}, not to 1.`);
  const byLabel = new Map<number, number[]>();
  for (let place = 0; place < labels.length; place++) {
    const label = labels[place] as number;
    const places = byLabel.get(label);
    if (places) places.push(place);
    else byLabel.set(label, [place]);
  }
  const split: Split = { train: [], validation: [], test: [] };
  for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
    const places = random.shuffled(byLabel.get(label) ?? []);
    const tested = Math.round(places.length * shares.test);
    const validated = Math.round(places.length * shares.validation);
    split.test.push(...places.slice(0, tested));
    split.validation.push(...places.slice(tested, tested + validated));
    split.train.push(...places.slice(tested + validated));
  }
  for (const part of Object.values(split) as number[][]) part.sort((a, b) => a - b);
  return split;
}
