import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrated } from '../../../src/model/profile/calibration.js';
import type { BinaryClassificationOutput } from '../../../src/model/transforms/output/binary-classification.js';
import type { Classification } from '../../../src/model/values.js';
import { decode, float32 } from './decode.js';

const labels = ['kept', 'spam'];
const decide = (values: readonly number[], own: Partial<BinaryClassificationOutput> = {}): Classification =>
  decode(
    { kind: 'binary-classification', output: 'y', ...own },
    { shape: [null, values.length], labels },
    float32(values),
  );

describe('binary classification', () => {
  test('of one number: the probability of the second label', () => {
    expect(decide([0.75])).toEqual([
      { label: 'spam', index: 1, probability: 0.75 },
      { label: 'kept', index: 0, probability: 0.25 },
    ]);
    expect(decide([0.25])[0]).toEqual({ label: 'kept', index: 0, probability: 0.75 });
  });

  test('of two numbers the second', () => {
    expect(decide([0.25, 0.75])[0]).toEqual({ label: 'spam', index: 1, probability: 0.75 });
    const [first] = decide([1, 3], { activation: 'softmax' });
    expect(first).toMatchObject({ label: 'spam' });
    expect(first?.probability).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  });

  test('of a number of any size by sigmoid', () => {
    expect(decide([0], { activation: 'sigmoid' })[0]).toMatchObject({ label: 'spam', probability: 0.5 });
    expect(decide([-1000], { activation: 'sigmoid' })[0]).toMatchObject({ label: 'kept', probability: 1 });
  });

  test('the threshold decides, though the other may be more probable', () => {
    expect(decide([0.25], { threshold: 0.25 })).toEqual([
      { label: 'spam', index: 1, probability: 0.25 },
      { label: 'kept', index: 0, probability: 0.75 },
    ]);
    expect(decide([0.75], { threshold: 0.8 })[0]?.label).toBe('kept');
  });

  test('is calibrated before it is decided', () => {
    const calibration = [
      [0.25, 0],
      [0.75, 0.5],
    ] as const;
    expect(decide([0.5], { calibration, threshold: 0.25 })).toEqual([
      { label: 'spam', index: 1, probability: 0.25 },
      { label: 'kept', index: 0, probability: 0.75 },
    ]);
    expect(decide([0.9], { calibration })[0]).toEqual({ label: 'spam', index: 1, probability: 0.5 });
    expect(decide([0.1], { calibration })[0]).toEqual({ label: 'kept', index: 0, probability: 1 });
  });

  test('what is no number decides for nothing that is looked for', () => {
    const calibration = [[0, 1]] as const;
    for (const own of [{}, { calibration }, { activation: 'sigmoid' as const }]) {
      expect(decide([NaN], own)).toEqual([
        { label: 'kept', index: 0, probability: NaN },
        { label: 'spam', index: 1, probability: NaN },
      ]);
    }
  });

  test('any probability through any map: as the profile’s, both add up to 1, and the threshold holds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const shares = fc.uniqueArray(share, { minLength: 1, maxLength: 8 }).map((all) => all.sort((a, b) => a - b));
    const rising = fc.tuple(shares, fc.array(share, { minLength: 8, maxLength: 8 })).map(([given, observed]) => {
      const sorted = observed.sort((a, b) => a - b);
      return given.map((x, i) => [x, sorted[i]!] as const);
    });
    fc.assert(
      fc.property(fc.float({ min: 0, max: 1, noNaN: true }), rising, share, (given, calibration, threshold) => {
        const [first, second] = decide([given], { calibration, threshold });
        const spam = [first!, second!].find(({ label }) => label === 'spam')!;
        expect(spam.probability).toBe(calibrated(calibration, given));
        expect(first!.probability + second!.probability).toBeCloseTo(1, 12);
        expect(first!.label === 'spam').toBe(spam.probability >= threshold);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });
});
