import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassificationOutput } from '../../../src/model/transforms/output/classification.js';
import type { Classification } from '../../../src/model/values.js';
import { decode, decoderFor, float32 } from './decode.js';

const labels = ['a', 'b', 'c'];
const kind = 'classification';
const classify = (values: readonly number[], own: Partial<ClassificationOutput> = {}, named = labels): Classification =>
  decode({ kind, output: 'y', ...own }, { shape: [null, named.length], labels: named }, float32(values));
const shown = (all: Classification) => all.map(({ label, index, probability }) => [label, index, probability]);

describe('classification', () => {
  test('names the classes, the most probable first', () => {
    expect(shown(classify([0.25, 0.125, 0.625]))).toEqual([
      ['c', 2, 0.625],
      ['a', 0, 0.25],
      ['b', 1, 0.125],
    ]);
  });

  test('of equal ones the one with the smaller index', () => {
    expect(classify([0.25, 0.5, 0.25]).map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(classify([Infinity, 1, Infinity]).map(({ index }) => index)).toEqual([0, 2, 1]);
  });

  test('as many as are asked for', () => {
    expect(classify([0.25, 0.125, 0.625], { top: 1 })).toEqual([{ label: 'c', index: 2, probability: 0.625 }]);
    expect(classify([0.25, 0.125, 0.625], { top: 7 })).toHaveLength(3);
  });

  test('what is no number comes last', () => {
    expect(classify([NaN, 0.1, NaN]).map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(classify([NaN, -Infinity, 1], { activation: 'sigmoid' }).map(({ index }) => index)).toEqual([2, 1, 0]);
  });

  test('softmax and sigmoid, at a temperature', () => {
    const [a, b, c] = [1, 2, 3].map((value) => Math.exp(value / 2)) as [number, number, number];
    const softmax = classify([1, 2, 3], { activation: 'softmax', temperature: 2 });
    softmax.forEach(({ probability }, i) => {
      expect(probability).toBeCloseTo([c, b, a][i]! / (a + b + c), 12);
    });
    const [first] = classify([-2, 3, 1], { activation: 'sigmoid', temperature: 2 });
    expect(first?.probability).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 12);
  });

  test('large numbers do not overflow', () => {
    expect(shown(classify([1e30, -1e30, 0], { activation: 'softmax' }))).toEqual([
      ['a', 0, 1],
      ['b', 1, 0],
      ['c', 2, 0],
    ]);
  });

  test('an answer with sizes of one between, and whole numbers', () => {
    const answer = { data: Int32Array.of(0, 3, 1), shape: [1, 1, 1, 3], dtype: 'int32' } as const;
    const said = { shape: [1, 1, 1, 3], labels, dtype: 'int32' } as const;
    expect(decode({ kind, output: 'y' }, said, answer)[0]).toEqual({ label: 'b', index: 1, probability: 3 });
  });

  test('any scores: sorted, each class once, probabilities that add up', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 1, maxLength: 40 }), (values) => {
        const named = values.map((_, i) => `label ${String(i)}`);
        const all = classify(values, { activation: 'softmax' }, named);
        expect(all.map(({ index }) => index).sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
        for (const { label, index } of all) expect(label).toBe(named[index]);
        if (values.some(Number.isNaN)) return;
        all.slice(1).forEach(({ probability }, i) => {
          expect(probability).toBeLessThanOrEqual(all[i]!.probability);
        });
        expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });
});

describe('a batch that was given as one tensor', () => {
  const decodeAll = decoderFor({ kind, output: 'y', top: 1 }, { y: { shape: [null, 3], labels }, z: {} });

  test('has a list of answers, one a sample', () => {
    const y = float32([1, 0, 0, 0, 0, 1], [2, 3]);
    const answers = decodeAll({ y, z: float32([1]) }, null) as Classification[];
    expect(answers.map(([first]) => first?.label)).toEqual(['a', 'c']);
    expect(decodeAll({ y: float32([], [0, 3]) }, null)).toEqual([]);
  });

  test('of one sample has the answer itself', () => {
    expect(decodeAll({ y: float32([0, 1, 0]) }, null)).toEqual([{ label: 'b', index: 1, probability: 1 }]);
  });
});

describe('an answer that the package does not describe', () => {
  test('of another length, of texts, or none', () => {
    const decodeAny = decoderFor({ kind, output: 'y' }, { y: { shape: [null, null], labels } });
    const refused = (outputs: object) => () => decodeAny(outputs as never, null);
    expect(refused({ y: float32([1, 2]) })).toThrow(
      /answered \[1, 2\] in "y", where its package has 3 numbers decoded/,
    );
    expect(refused({ y: { data: ['a', 'b', 'c'], shape: [1, 3], dtype: 'string' } })).toThrow(/no numbers in "y"/);
    expect(refused({ z: float32([1, 2, 3]) })).toThrow(
      expect.objectContaining({ code: 'invalid-model', details: { output: 'y', actual: ['z'] } }) as Error,
    );
  });
});
