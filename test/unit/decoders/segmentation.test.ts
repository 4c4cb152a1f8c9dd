import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SegmentationOutput } from '../../../src/model/transforms/output/segmentation.js';
import type { Placement } from '../../../src/model/transforms/placement.js';
import type { Segmentation } from '../../../src/model/values.js';
import { decode, float32, letterbox } from './decode.js';

const labels = ['ground', 'cat', 'dog'];
const kind = 'segmentation';
function segment(
  values: readonly number[],
  shape: readonly number[],
  own: Partial<SegmentationOutput> = {},
  placement: Placement | null = null,
  named = labels,
): Segmentation {
  return decode({ kind, output: 'y', ...own }, { shape, labels: named }, float32(values, shape), placement);
}
const maskOf = (...all: Parameters<typeof segment>) => [...segment(...all).mask];

describe('segmentation', () => {
  test('by the largest score, of equal ones the first; what is no number counts for nothing', () => {
    const scores = [...[0.1, 0.7, 0.2], ...[0.4, 0.2, 0.4], ...[NaN, -2, -1], ...[NaN, NaN, NaN]];
    expect(segment(scores, [1, 2, 2, 3])).toEqual({
      ...{ width: 2, height: 2, labels, mask: Uint8Array.of(1, 0, 2, 0) },
    });
  });

  test('by the threshold of one number', () => {
    const two = labels.slice(0, 2);
    expect(maskOf([0.5, 0.4, 0.6, NaN], [1, 2, 2, 1], {}, null, two)).toEqual([1, 0, 1, 0]);
    expect(maskOf([0.5, 0.4, 0.6, NaN], [1, 2, 2, 1], { threshold: 0.6 }, null, two)).toEqual([0, 0, 1, 0]);
    const logits = { activation: 'sigmoid', threshold: 0.75 } as const;
    expect(maskOf([0, 1, 2, -9], [1, 2, 2, 1], logits, null, two)).toEqual([0, 0, 1, 0]);
  });

  test('from indices; one that has no label is the first', () => {
    for (const shape of [
      [1, 2, 3],
      [1, 2, 3, 1],
    ]) {
      expect(maskOf([0, 1, 2, 3, -1, NaN], shape, { holds: 'indices' })).toEqual([0, 1, 2, 0, 0, 0]);
    }
  });

  test('in the size of the given picture, the padding cut away', () => {
    // Four rows of cells: the picture lies in the two in the middle.
    const indices = [...[2, 2], ...[0, 1], ...[1, 2], ...[2, 2]];
    const { width, height, mask } = segment(indices, [1, 4, 2], { holds: 'indices' }, letterbox);
    expect([width, height]).toEqual([200, 100]);
    const at = (x: number, y: number) => mask[y * 200 + x];
    expect([at(0, 0), at(99, 49), at(100, 0), at(199, 49)]).toEqual([0, 0, 1, 1]);
    expect([at(0, 50), at(99, 99), at(100, 50), at(199, 99)]).toEqual([1, 1, 2, 2]);
  });

  test('beside what the model looked at: the first label', () => {
    // The middle of a picture that is twice as wide.
    const crop = { ...letterbox, width: 4, height: 2, inputWidth: 2, inputHeight: 2 };
    const placement = { ...crop, scaleX: 1, scaleY: 1, left: -1, top: 0 };
    expect(maskOf([1, 1, 1, 1], [1, 2, 2], { holds: 'indices' }, placement)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
  });

  test('of another shape than the package says', () => {
    const any = { shape: [null, null, null, null], labels };
    expect(() => decode({ kind, output: 'y' }, any, float32([1, 2, 3, 4], [1, 1, 2, 2]))).toThrow(
      /answered \[1, 1, 2, 2\] in "y", where its package has \[1, height, width, 3\] decoded/,
    );
  });

  test('each pixel has the label of the cell beneath its centre, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, size, fc.nat(), (width, height, columns, rows, seed) => {
        const indices = Array.from({ length: rows * columns }, (_, i) => (i * 7 + seed) % 3);
        const [inputWidth, inputHeight] = [columns * 4, rows * 4];
        const scale = { scaleX: inputWidth / width, scaleY: inputHeight / height };
        const placement = { width, height, inputWidth, inputHeight, ...scale, left: 0, top: 0 };
        const mask = maskOf(indices, [1, rows, columns], { holds: 'indices' }, placement);
        expect(mask).toHaveLength(width * height);
        mask.forEach((label, i) => {
          const [x, y] = [i % width, Math.floor(i / width)];
          // A centre that lies on the border of two cells may be either's.
          const near = [-1e-9, 1e-9].map((off) => {
            const column = Math.floor(((x + 0.5) * columns) / width + off);
            const row = Math.floor(((y + 0.5) * rows) / height + off);
            return [column, row] as const;
          });
          const allowed = near.flatMap(([column]) => near.map(([, row]) => indices[row * columns + column]));
          expect(allowed).toContain(label);
        });
      }),
      { seed: 20261126, numRuns: 100 },
    );
  });
});
