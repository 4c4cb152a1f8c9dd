import { describe, expect, test } from 'vitest';
import type { DetectionOutput } from '../../../src/model/transforms/output/detection.js';
import type { BoxesHead } from '../../../src/model/transforms/output/boxes-head.js';
import type { CenterNetHead } from '../../../src/model/transforms/output/centernet-head.js';
import type { SsdHead } from '../../../src/model/transforms/output/ssd-head.js';
import type { Placement } from '../../../src/model/transforms/placement.js';
import type { Detections } from '../../../src/model/values.js';
import type { TensorValue } from '../../../src/model/tensor.js';
import { decoderFor, float32, letterbox, type Described } from './decode.js';

const labels = ['cat', 'dog'];
/** Its own picture, of 100 × 100. */
const square: Placement = { ...letterbox, width: 100, height: 100, scaleX: 1, scaleY: 1, top: 0 };

function detect(
  head: DetectionOutput['head'],
  outputs: Record<string, readonly [TensorValue, Described?]>,
  own: Partial<DetectionOutput> = {},
  placement: Placement | null = square,
): Detections {
  const said = Object.fromEntries(Object.entries(outputs).map(([name, [, said = {}]]) => [name, said]));
  const tensors = Object.fromEntries(Object.entries(outputs).map(([name, [tensor]]) => [name, tensor]));
  return decoderFor({ kind: 'detection', head, ...own }, said)(tensors, placement) as Detections;
}
/** The sides of what was found. */
const sides = (found: Detections) =>
  found.map(({ label, box: { x, y, width, height } }) => [label, x, y, x + width, y + height]);

describe('boxes in rows', () => {
  const head: BoxesHead = {
    ...{ kind: 'boxes', boxes: 'y', columns: ['left', 'top', 'right', 'bottom', 'score', 'class'] },
    coordinates: 'pixels',
  };
  const rowsOf = (rows: readonly (readonly number[])[], own: Partial<DetectionOutput> = {}, placement = square) =>
    detect(head, { y: [float32(rows.flat(), [1, rows.length, 6]), { labels }] }, own, placement);

  test('the surest first, of equal ones in their order, from the least score on', () => {
    const found = rowsOf([
      [10, 10, 20, 20, 0.5, 0],
      [10, 10, 30, 30, 0.75, 1],
      [10, 10, 40, 40, 0.4375, 0],
      [10, 10, 50, 50, 0.5, 1],
    ]);
    expect(found).toEqual([
      { label: 'dog', score: 0.75, box: { x: 10, y: 10, width: 20, height: 20 } },
      { label: 'cat', score: 0.5, box: { x: 10, y: 10, width: 10, height: 10 } },
      { label: 'dog', score: 0.5, box: { x: 10, y: 10, width: 40, height: 40 } },
    ]);
  });

  test('as many as are asked for', () => {
    const rows = Array.from({ length: 130 }, (_, i) => [0, 0, 10 + i / 10, 10, 0.5 + i / 1000, 0]);
    expect(rowsOf(rows)).toHaveLength(100);
    const two = rowsOf(rows, { most: 2 });
    expect(two.map(({ score }) => score)).toEqual([0.629, 0.628].map(Math.fround));
  });

  test('in pixels of the given picture, cut to it; what lies beside it is left out', () => {
    const found = rowsOf(
      [
        [10, 30, 20, 40, 0.9, 0],
        [-20, 0, 120, 100, 0.8, 1],
        [10, 0, 20, 25, 0.7, 0],
        [101, 30, 120, 40, 0.6, 0],
      ],
      {},
      letterbox,
    );
    expect(sides(found)).toEqual([
      ['cat', 20, 10, 40, 30],
      ['dog', 0, 0, 200, 100],
    ]);
  });

  test('without a size, or of what is no number, they are none', () => {
    const rows = [
      [10, 10, 10, 20, 0.9, 0],
      [20, 10, 10, 20, 0.9, 0],
      [NaN, 10, 20, 20, 0.9, 0],
      [10, 10, 20, NaN, 0.9, 0],
      [10, 10, 20, 20, NaN, 0],
      [10, 10, 30, 30, 0.6, 1],
    ];
    expect(sides(rowsOf(rows))).toEqual([['dog', 10, 10, 30, 30]]);
  });

  test('a class without a label is called by its number', () => {
    expect(rowsOf([[0, 0, 9, 9, 1, 7]])[0]?.label).toBe('7');
  });

  test('in other forms: shares, centres, sizes, a column that is not read', () => {
    const read = (columns: BoxesHead['columns'], ...numbers: number[]) =>
      detect(
        { ...head, columns, coordinates: 'normalized' },
        { y: [float32(numbers, [1, 1, numbers.length]), { labels: ['cat'] }] },
      ).map(({ box }) => Object.values(box).map((value) => Math.round(value)));
    expect(read(['x', 'width', 'y', 'height', 'score'], 0.5, 0.1, 0.4, 0.2, 0.9)).toEqual([[45, 30, 10, 20]]);
    expect(read([null, 'top', 'left', 'height', 'width', 'score'], 7, 0.5, 0.1, 0.4, 0.3, 0.9)).toEqual([
      [10, 50, 30, 40],
    ]);
    expect(read(['left', 'top', 'right', 'bottom', 'score'], 0.1, 0.2, 0.4, 0.6, 0.9)).toEqual([[10, 20, 30, 40]]);
  });

  test('a batch is told apart by its first dimension', () => {
    const decode = decoderFor({ kind: 'detection', head }, { y: { shape: [null, 1, 6], labels } });
    const y = float32([0, 0, 9, 9, 1, 1, 0, 0, 8, 8, 1, 0], [2, 1, 6]);
    expect((decode({ y }, square) as Detections[]).map((each) => each[0]?.label)).toEqual(['dog', 'cat']);
    const flat = decoderFor({ kind: 'detection', head }, { y: { shape: [null, 6], labels } });
    expect(flat({ y: { ...y, shape: [2, 6] } }, square)).toHaveLength(2);
  });

  test('rows that are shorter than the package says', () => {
    const decode = decoderFor({ kind: 'detection', head }, { y: { shape: [1, null, null], labels } });
    expect(() => decode({ y: float32([1, 2, 3, 4, 5], [1, 1, 5]) }, square)).toThrow(/rows of 6 numbers/);
  });
});

describe('boxes with outputs beside them', () => {
  const boxes = float32([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.5], [1, 2, 4]);
  const head: BoxesHead = {
    ...{ kind: 'boxes', boxes: 'boxes', columns: ['top', 'left', 'bottom', 'right'], scores: 'scores' },
    coordinates: 'normalized',
  };

  test('scores of each label, of which the largest decides', () => {
    const scores = float32([0.6, 0.7, 0.9, 0.8], [1, 2, 2]);
    const found = detect(head, { boxes: [boxes], scores: [scores, { labels }] });
    expect(found.map(({ label, score }) => [label, score])).toEqual([
      ['cat', Math.fround(0.9)],
      ['dog', Math.fround(0.7)],
    ]);
    const background = detect({ ...head, background: 0 }, { boxes: [boxes], scores: [scores, { labels }] });
    expect(background.map(({ label, score }) => [label, score])).toEqual([
      ['dog', Math.fround(0.8)],
      ['dog', Math.fround(0.7)],
    ]);
  });

  test('softmax over all labels, and sigmoid', () => {
    const scores = float32([0, 1, NaN, 2], [1, 2, 2]);
    const found = (activation: 'softmax' | 'sigmoid') =>
      detect({ ...head, activation }, { boxes: [boxes], scores: [scores, { labels }] }).map(({ score }) => score);
    expect(found('sigmoid')).toEqual([2, 1].map((value) => expect.closeTo(1 / (1 + Math.exp(-value)), 12) as number));
    expect(found('softmax')).toEqual([expect.closeTo(1 / (1 + Math.exp(-1)), 12)]);
  });

  test('scores, classes and how many boxes are meant', () => {
    const outputs = {
      boxes: [boxes],
      scores: [float32([0.9, 0.8])],
      classes: [float32([1, 0]), { labels }],
      count: [float32([1], [1])],
    } as const;
    const all: BoxesHead = { ...head, classes: 'classes', count: 'count' };
    expect(sides(detect(all, outputs)).map(([label]) => label)).toEqual(['dog']);
    expect(detect({ ...all, background: 1 }, { ...outputs, count: [float32([2], [1])] })).toMatchObject([
      { label: 'cat' },
    ]);
    expect(detect(all, { ...outputs, count: [float32([1000], [1])] })).toHaveLength(2);
  });
});

describe('a map of centres', () => {
  const head: CenterNetHead = { kind: 'centernet', heatmap: 'map', sizes: 'sizes', units: 'pixels' };
  /** 4 × 5 cells of 25 × 20 pixels, two labels. */
  const map = (peaks: Record<number, number>, label = 0) =>
    float32(
      Array.from({ length: 40 }, (_, i) => (i % 2 === label ? (peaks[Math.floor(i / 2)] ?? 0) : 0)),
      [1, 4, 5, 2],
    );
  const sizes = (numbers: readonly number[]) =>
    float32(
      Array.from({ length: 20 * numbers.length }, (_, i) => numbers[i % numbers.length]!),
      [1, 4, 5, numbers.length],
    );
  const find = (peaks: Record<number, number>, numbers: readonly number[], own: Partial<CenterNetHead> = {}) =>
    detect({ ...head, ...own }, { map: [map(peaks), { labels }], sizes: [sizes(numbers)] });

  test('has a box where a cell is the largest of those around it', () => {
    // Cell 7 stands in row 1, column 2; 8 beside it is less; 16 below is no neighbour.
    const found = find({ 7: 0.9, 8: 0.8, 16: 0.7 }, [10, 20]);
    expect(sides(found)).toEqual([
      ['cat', 35, 15, 45, 35],
      ['cat', 15, 65, 25, 85],
    ]);
    expect(found.map(({ score }) => score)).toEqual([0.9, 0.7].map(Math.fround));
  });

  test('no cell has a neighbour beyond the edge of its row', () => {
    // Cells 4 and 5 follow on each other, at the end of a row and the beginning of the next.
    expect(find({ 4: 0.9, 5: 0.8 }, [10, 10])).toHaveLength(2);
  });

  test('equal neighbours are peaks both', () => {
    expect(find({ 7: 0.75, 8: 0.75 }, [10, 10])).toHaveLength(2);
  });

  test('another label’s cell is no neighbour', () => {
    const both = { ...map({ 7: 0.9 }), data: map({ 7: 0.9 }).data.slice() as Float32Array };
    both.data[8 * 2 + 1] = 0.8;
    const found = detect(head, { map: [both, { labels }], sizes: [sizes([10, 10])] });
    expect(found.map(({ label }) => label)).toEqual(['cat', 'dog']);
  });

  test('sizes as reaches, in cells, with offsets, by sigmoid', () => {
    expect(sides(find({ 7: 1 }, [1, 2, 3, 4]))).toEqual([['cat', 39, 23, 43, 29]]);
    expect(sides(find({ 7: 1 }, [2, 2], { units: 'cells' }))).toEqual([['cat', 20, 0, 60, 50]]);
    expect(find({ 7: 1, 16: -1 }, [10, 10], { activation: 'sigmoid' }).length).toBeGreaterThan(0);
    const offsets = sizes([0.5, 0.25]);
    const found = detect(
      { ...head, offsets: 'offsets' },
      { map: [map({ 7: 1 }), { labels }], sizes: [sizes([10, 10])], offsets: [offsets] },
    );
    expect(sides(found)).toEqual([['cat', 45, 26.25, 55, 36.25]]);
  });

  test('what is no number is no peak', () => {
    expect(find({ 7: NaN, 16: 0.7 }, [10, 10])).toHaveLength(1);
  });
});

describe('boxes beside anchors', () => {
  const head: SsdHead = {
    kind: 'ssd',
    levels: [{ boxes: 'boxes', scores: 'scores', anchors: [{ rows: 1, columns: 2, boxes: [[20, 40]] }] }],
    ...{ columns: ['y', 'x', 'height', 'width'], coordinates: 'pixels', variances: [0.1, 0.2] },
  };
  const scores = float32([0.9, 0.1, 0.2, 0.8], [1, 2, 2]);
  const find = (values: readonly number[], own: Partial<SsdHead> = {}, of = scores) =>
    detect({ ...head, ...own }, { boxes: [float32(values, [1, 2, values.length / 2])], scores: [of, { labels }] });

  test('lie where their anchors lie', () => {
    expect(sides(find([0, 0, 0, 0, 0, 0, 0, 0]))).toEqual([
      ['cat', 15, 30, 35, 70],
      ['dog', 65, 30, 85, 70],
    ]);
  });

  test('are moved by shares of their anchors, and grow', () => {
    const [, [, x0, y0, x1, y1] = []] = sides(find([0, 0, 0, 0, 1, -2, 5 * Math.log(1.5), 5 * Math.log(2)]));
    // 0.1 × 1 × 40 down, 0.1 × 2 × 20 to the left; half as high again, twice as wide.
    expect([x0, y0, x1, y1]).toEqual([51, 24, 91, 84].map((value) => expect.closeTo(value, 4) as number));
    const linear = find([0, 0, 5, 5, 0, 0, 2.5, 10], { scaling: 'linear' });
    expect(sides(linear)).toEqual([
      ['cat', 15, 30, 35, 70],
      ['dog', 55, 40, 95, 60],
    ]);
  });

  test('in shares of the input; columns that are not read', () => {
    const levels = [
      {
        boxes: 'boxes',
        scores: 'scores',
        anchors: [
          [0.5, 0.5, 0.2, 0.4],
          [0.1, 0.1, 0.1, 0.1],
        ],
      },
    ];
    const found = find([9, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 9], {
      ...{ levels: levels as never, coordinates: 'normalized', columns: [null, 'y', 'x', 'height', 'width'] },
    });
    expect(found.map(({ box }) => Object.values(box).map((value) => Math.round(value)))).toEqual([
      [40, 30, 20, 40],
      [5, 5, 10, 10],
    ]);
  });

  test('sizes and aspect ratios, in the order in which they are given', () => {
    const anchors = [{ rows: 1, columns: 1, sizes: [20, 30], aspectRatios: [1, 4] }];
    const levels = [{ boxes: 'boxes', scores: 'scores', anchors }];
    const four = float32([0.9, 0, 0.8, 0, 0.7, 0, 0.6, 0], [1, 4, 2]);
    const found = detect(
      { ...head, levels },
      { boxes: [float32(new Array(16).fill(0), [1, 4, 4])], scores: [four, { labels }] },
    );
    expect(found.map(({ box: { width, height } }) => [width, height])).toEqual([
      [20, 20],
      [40, 10],
      [30, 30],
      [60, 15],
    ]);
  });

  test('several levels, one label that stands for nothing', () => {
    const level = (name: string) => ({
      boxes: `${name} boxes`,
      scores: `${name} scores`,
      anchors: [[50, 50, 20, 20]] as never,
    });
    const zeros = float32([0, 0, 0, 0], [1, 1, 4]);
    const found = detect(
      { ...head, levels: [level('large'), level('small')], background: 0, activation: 'softmax' },
      {
        'large boxes': [zeros],
        'small boxes': [zeros],
        'large scores': [float32([5, 6], [1, 1, 2]), { labels }],
        'small scores': [float32([9, 1], [1, 1, 2])],
      },
    );
    // The second is rather nothing than a dog.
    expect(found.map(({ label, score }) => [label, score])).toEqual([
      ['dog', expect.closeTo(1 / (1 + Math.exp(-1)), 12)],
    ]);
  });

  test('another count than there are anchors', () => {
    const decode = decoderFor({ kind: 'detection', head }, { boxes: {}, scores: { labels } });
    expect(() =>
      decode({ boxes: float32([0, 0, 0, 0], [1, 1, 4]), scores: float32([1, 0], [1, 1, 2]) }, square),
    ).toThrow(/"scores", where its package has 4 numbers decoded/);
    expect(() => decode({ boxes: float32([0, 0, 0, 0], [1, 1, 4]), scores }, square)).toThrow(/\[1, 2, 4 or more\]/);
  });
});
