import { describe, expect, test } from 'vitest';
import { metricOf } from '../../../src/cli/evaluate/built-in.js';
import type { Answer, BuiltInMetric, CustomMetric } from '../../../src/cli/evaluate/evaluation-module.js';
import { figureOf } from '../../../src/cli/evaluate/figure.js';
import { lossInPoints } from '../../../src/cli/evaluate/loss.js';

type Pair = [values: readonly number[], label: Answer['label']];

function answers(pairs: readonly Pair[]): Answer[] {
  return pairs.map(([values, label], index) => ({
    index,
    values,
    label,
    row: undefined,
    outputs: { y: { data: Float32Array.from(values), shape: [1, values.length], dtype: 'float32' } },
  }));
}

const figure = (metric: BuiltInMetric | CustomMetric, pairs: readonly Pair[]) =>
  figureOf(metricOf({ metric }), answers(pairs));

const three: Pair[] = [
  [[0.7, 0.2, 0.1], 0],
  [[0.1, 0.6, 0.3], 1],
  [[0.5, 0.4, 0.1], 1],
  [
    [0.2, 0.3, 0.5],
    [0, 0, 1],
  ],
];
const binary: Pair[] = [
  [[0.9], 1],
  [[0.8], 0],
  [[0.6], 1],
  [[0.3], 1],
  [[0.2], 0],
];

describe('figures are those that were reckoned by hand', () => {
  test.each([
    ['accuracy', three, 3 / 4],
    ['accuracy', binary, 3 / 5],
    [
      'top-5 accuracy',
      [
        [[6, 5, 4, 3, 2, 1], 4],
        [[6, 5, 4, 3, 2, 1], 5],
      ] as Pair[],
      1 / 2,
    ],
    // Precision 2/3, recall 2/3.
    ['f1', binary, 2 / 3],
    // Class 0: said 2, is 1, both 1 → 2/3; class 1: said 1, is 2, both 1 → 2/3; class 2: 1.
    ['f1', three, (2 / 3 + 2 / 3 + 1) / 3],
    // Of six pairs of a 1 and a 0, in four the 1 gets more: .9>.8 .9>.2 .6>.2 .3>.2.
    ['auc', binary, 4 / 6],
    [
      'auc',
      [
        [[0.5], 1],
        [[0.5], 0],
        [[0.1], 0],
      ] as Pair[],
      3 / 4,
    ],
    [
      'auc',
      [
        [[0.1, 0.9], 1],
        [[0.8, 0.2], 0],
      ] as Pair[],
      1,
    ],
    [
      'log loss',
      [
        [[0.8], 1],
        [[0.4], 0],
      ] as Pair[],
      -(Math.log(0.8) + Math.log(0.6)) / 2,
    ],
    ['log loss', three, -(Math.log(0.7) + Math.log(0.6) + Math.log(0.4) + Math.log(0.5)) / 4],
    [
      'brier score',
      [
        [[0.8], 1],
        [[0.4], 0],
      ] as Pair[],
      (0.04 + 0.16) / 2,
    ],
    [
      'mean absolute error',
      [
        [[3], 1],
        [
          [1, 5],
          [2, 7],
        ],
      ] as Pair[],
      (2 + (1 + 2) / 2) / 2,
    ],
    [
      'root mean squared error',
      [
        [[3], 1],
        [[4], 1],
      ] as Pair[],
      Math.sqrt((4 + 9) / 2),
    ],
    // 1 of 3; and two empty masks.
    [
      'iou',
      [
        [
          [0.9, 0.6, 0.1, 0.2],
          [1, 0, 1, 0],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ] as Pair[],
      (1 / 3 + 1) / 2,
    ],
    // Two pixels of two classes: pixel one right (0), pixel two says 0 where 1 is: class 0 1/2, class 1 0/1.
    [
      'iou',
      [
        [
          [0.9, 0.1, 0.6, 0.4],
          [0, 1],
        ],
      ] as Pair[],
      (1 / 2 + 0) / 2,
    ],
  ] satisfies [BuiltInMetric, Pair[], number][])('%s', async (metric, pairs, expected) => {
    expect(await figure(metric, pairs)).toBeCloseTo(expected, 12);
  });

  test('of a metric of one’s own', async () => {
    const own = { name: 'share of threes', higherIsBetter: true, score: (all: readonly Answer[]) => all.length / 8 };
    expect(await figure(own, three)).toBe(0.5);
  });
});

describe('what cannot be judged is refused, by the sample', () => {
  test.each([
    [
      'accuracy',
      [three[0]!, [[0.5, 0.5, 0], 3]] as Pair[],
      /Sample 2 .* label 3, where the model tells 3 classes apart/,
    ],
    ['accuracy', [[[0.5, 0.5], 0.5]] as Pair[], /Sample 1 .* label 0\.5/],
    ['accuracy', [[[0.5, 0.5], undefined]] as Pair[], /Sample 1 .* has no label/],
    ['auc', three, /Sample 1 .* got 3 numbers from the model/],
    ['auc', [[[0.5], 1]] as Pair[], /gave NaN .* samples of both classes/],
    [
      'mean absolute error',
      [[[1, 2], [1]]] as Pair[],
      /Sample 1 .* label of 1 numbers, where the model's output has 2/,
    ],
    ['mean absolute error', [[[NaN], 1]] as Pair[], /gave NaN/],
  ] satisfies [BuiltInMetric, Pair[], RegExp][])('%s', async (metric, pairs, says) => {
    await expect(figure(metric, pairs)).rejects.toThrow(says);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such file');
      },
      /The metric mine failed: no such file/,
    ],
    ['answers no number', () => 'good' as unknown as number, /gave good/],
    ['answers more than 1', () => 93.5, /should lie in 0…1. Say bounded: false/],
  ])('a metric of one’s own that %s', async (_, score, says) => {
    await expect(figure({ name: 'mine', higherIsBetter: true, score }, three)).rejects.toThrow(says);
  });
});

test('a loss is in points: hundredths of a share, or of the source’s figure where there is no end', () => {
  const loss = (float32: number, packed: number, higherIsBetter: boolean, bounded: boolean) =>
    lossInPoints({ float32, packed, higherIsBetter }, bounded);
  expect(loss(0.95, 0.94, true, true)).toBeCloseTo(1, 12);
  expect(loss(0.94, 0.95, true, true)).toBeCloseTo(-1, 12);
  expect(loss(20, 21, false, false)).toBeCloseTo(5, 12);
  expect(loss(20, 19, false, false)).toBeCloseTo(-5, 12);
  expect(loss(0, 0, false, false)).toBe(0);
  expect(loss(0, 0.1, false, false)).toBeGreaterThan(1e6);
});
