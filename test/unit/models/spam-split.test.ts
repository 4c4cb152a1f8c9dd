import { describe, expect, test } from 'vitest';
import { bestThreshold, judge } from '../../../models/spam/evaluate.js';
import { groupsOf } from '../../../models/spam/groups.js';
import { textSamples } from '../../../models/spam/samples.js';
import { textInto } from '../../../models/spam/transforms.js';
import { rowOf } from '../text/support.js';
import { bitsOf, placesOf, splitByGroups } from '../../../models/spam/split.js';
import { Random } from '../../../models/training/random.js';

/** A text of its own: words drawn by a seed. */
function text(seed: number, words = 60): string {
  const random = new Random(seed);
  return Array.from({ length: words }, () => `w${random.below(5000).toString(36)}x`).join(' ');
}

describe('groups', () => {
  test('join what was sent again with another name, number or address in it', () => {
    const one = `Dear Ann, ${text(1)} only $99 until 2002, call 555-1234 or write to a@b.example`;
    const other = `DEAR BOB, ${text(1)} only $19 until 2003, call 555-9876 or write to c@d.example`;
    const groups = groupsOf([one, text(2), other, text(3), one]);
    expect(groups[2]).toBe(groups[0]);
    expect(groups[4]).toBe(groups[0]);
    expect(new Set(groups).size).toBe(3);
  });

  test('join through a third', () => {
    const [a, b, c, d] = [text(1), text(2), text(3), text(4)];
    const groups = groupsOf([`${a} ${b} ${c}`, `${b} ${c} ${d} ${text(5)}`, `${a} ${b} ${c} ${d}`]);
    expect(new Set(groups).size).toBe(1);
  });

  test('part what shares a few words, and what is empty', () => {
    expect(new Set(groupsOf([`${text(1)} ${text(9, 10)}`, `${text(2)} ${text(9, 10)}`, 'hello', 'goodbye'])).size).toBe(
      4,
    );
    expect(new Set(groupsOf(['', ' '])).size).toBe(1);
    expect(groupsOf([])).toEqual([]);
  });
});

describe('a split', () => {
  const random = new Random(5);
  const groups = Array.from({ length: 2000 }, () => random.below(900));
  const strata = groups.map((group) => group % 3);
  const split = splitByGroups(strata, groups, new Random(1));
  const groupsIn = (places: readonly number[]) => new Set(places.map((place) => groups[place]));

  test('holds every mail once, and no group on two sides', () => {
    expect([...split.train, ...split.validation, ...split.test].sort((a, b) => a - b)).toEqual([...groups.keys()]);
    const [train, validation, tested] = [groupsIn(split.train), groupsIn(split.validation), groupsIn(split.test)];
    expect([...tested].filter((group) => train.has(group) || validation.has(group))).toEqual([]);
    expect([...validation].filter((group) => train.has(group))).toEqual([]);
  });

  test('keeps its shares and the mix of strata', () => {
    expect(groupsIn(split.test).size / new Set(groups).size).toBeCloseTo(0.2, 2);
    for (const stratum of [0, 1, 2]) {
      expect(split.test.filter((place) => strata[place] === stratum).length / split.test.length).toBeCloseTo(1 / 3, 1);
    }
  });

  test('is another with another seed, and the same with the same', () => {
    expect(splitByGroups(strata, groups, new Random(1))).toEqual(split);
    expect(splitByGroups(strata, groups, new Random(2))).not.toEqual(split);
  });

  test('is written as bits', () => {
    expect(placesOf(bitsOf(split.test, groups.length))).toEqual(split.test);
    expect(bitsOf([0, 9], 10)).toBe(Buffer.of(1, 2).toString('base64'));
  });
});

test('samples are the features of the texts, whichever are asked for', () => {
  const mails = [{ text: 'win a prize', spam: true }, { text: '', spam: false }, { text: text(1), spam: false }]; // prettier-ignore
  const { inputs, labels } = textSamples(mails, textInto(64)).batch([2, 0, 1]);
  expect([...labels]).toEqual([0, 1, 0]);
  const expected = [2, 0, 1].flatMap((i) => [...rowOf(mails[i]?.text ?? '', textInto(64))]);
  expect([...inputs]).toEqual(expected);
});

describe('figures', () => {
  test('count those called spam, and hard ham apart', () => {
    const mails = [
      { spam: true, collection: 'spam-1' },
      { spam: true, collection: 'spam-2' },
      { spam: false, collection: 'easy-ham-1' },
      { spam: false, collection: 'easy-ham-2' },
      { spam: false, collection: 'hard-ham-1' },
    ] as const;
    const figures = judge(Float32Array.of(0.9, 0.5, 0.1, 0.2, 0.7), mails, 0.6);
    expect(figures).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 });
    expect(figures).toMatchObject({ f1: 0.5, precision: 0.5, recall: 0.5, hardHam: 1, falsePositiveRateOfHardHam: 1 });
    expect(figures['falsePositiveRate']).toBeCloseTo(1 / 3);
    expect(figures['auc']).toBeCloseTo(5 / 6);
  });

  test('choose the threshold in the middle of the good ones', () => {
    expect(bestThreshold(Float32Array.of(0.1, 0.2, 0.8, 0.9), [0, 0, 1, 1])).toBeCloseTo(0.51, 5);
    // Up to 0.3 all spam is found, at the price of one; above, half of it at no price.
    expect(bestThreshold(Float32Array.of(0.1, 0.6, 0.3, 0.9), [0, 0, 1, 1])).toBeCloseTo(0.21, 5);
  });

  test('choose no peak of a single mail over a plateau', () => {
    // All but one ham, at 0.79, are below 0.2: only a threshold above that one is without a mistake.
    const labels = Array.from({ length: 800 }, (_, i) => i % 2);
    const probabilities = Float32Array.from(labels, (label, i) => (i === 0 ? 0.79 : label === 1 ? 0.8 : 0.2));
    expect(bestThreshold(probabilities, labels)).toBeCloseTo(0.51, 5);
  });
});
