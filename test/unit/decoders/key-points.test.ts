import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyPointsOutput } from '../../../src/model/transforms/output/key-points.js';
import type { Placement } from '../../../src/model/transforms/placement.js';
import type { KeyPoints } from '../../../src/model/values.js';
import { decode, decoderFor, float32, letterbox } from './decode.js';

const labels = ['nose', 'tail'];
const movenet: KeyPointsOutput = {
  ...{ kind: 'key-points', output: 'y', columns: ['y', 'x', 'score'], coordinates: 'normalized' },
};
const shape = [1, 1, 2, 3];
const find = (values: readonly number[], own: Partial<KeyPointsOutput> = {}, placement: Placement | null = letterbox) =>
  decode({ ...movenet, ...own }, { shape, labels }, float32(values, shape), placement) as KeyPoints;

describe('key points', () => {
  test('are told in pixels of the picture that was given', () => {
    expect(find([0.25, 0, 0.9, 0.75, 1, 0.2])).toEqual([
      { name: 'nose', x: 0, y: 0, score: Math.fround(0.9) },
      { name: 'tail', x: 200, y: 100, score: Math.fround(0.2) },
    ]);
    expect(find([50, 50, 1, 0, 0, 0], { coordinates: 'pixels' })).toMatchObject([
      { x: 100, y: 50 },
      { x: 0, y: -50 },
    ]);
  });

  test('without a picture in what the model tells them in', () => {
    expect(find([0.25, 0.5, 1, 0, 0, 0], {}, null)[0]).toMatchObject({ x: 0.5, y: 0.25 });
  });

  test('where a number is missing, nothing was found', () => {
    for (const values of [
      [NaN, 0, 1, 0, 0, 1],
      [0, NaN, 1, 0, 0, 1],
      [0, 0, NaN, 0, 0, 1],
    ]) {
      expect(find(values).map(({ score }) => score)).toEqual([0, 1]);
    }
  });

  test('with scores beside them: one for all, or one each; by sigmoid', () => {
    const transform: KeyPointsOutput = {
      ...{ kind: 'key-points', output: 'y', columns: ['x', 'y', null], coordinates: 'pixels', scores: 's' },
    };
    const y = float32([1, 2, 99, 3, 4, 99]);
    const scoresOf = (own: object, s: readonly number[]) =>
      (
        decoderFor({ ...transform, ...own }, { y: { shape: [1, 6] }, s: {} })({ y, s: float32(s) }, null) as KeyPoints
      ).map(({ score }) => score);
    expect(scoresOf({}, [0.5])).toEqual([0.5, 0.5]);
    expect(scoresOf({}, [0.5, 0.25])).toEqual([0.5, 0.25]);
    expect(scoresOf({ activation: 'sigmoid' }, [0])).toEqual([0.5, 0.5]);
    expect(() => scoresOf({}, [1, 2, 3])).toThrow(/"s", where its package has 1 or 2 numbers decoded/);
    const { scores: _, ...without } = transform;
    const points = decoderFor(without, { y: { shape: [1, 6] } })({ y }, null);
    expect(points).toEqual([
      { name: '0', x: 1, y: 2, score: 1 },
      { name: '1', x: 3, y: 4, score: 1 },
    ]);
  });

  test('of another count than the package says', () => {
    const decodeAny = decoderFor({ ...movenet }, { y: { shape: [null, null], labels } });
    expect(() => decodeAny({ y: float32([1, 2, 3]) }, null)).toThrow(/"y", where its package has 6 numbers decoded/);
    const unnamed = decoderFor({ ...movenet }, { y: { shape: [null, null] } });
    expect(() => unnamed({ y: float32([1, 2, 3, 4]) }, null)).toThrow(/3 numbers for each point/);
  });

  test('any point, through any placement, comes back to where it was in the picture', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    const scale = fc.double({ min: 0.01, max: 20, noNaN: true });
    const offset = fc.double({ min: -500, max: 500, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(side, side, side, side, scale, scale, offset, offset, share, share), (numbers) => {
        const [width, height, inputWidth, inputHeight, scaleX, scaleY, left, top, shareX, shareY] = numbers;
        const placement = { width, height, inputWidth, inputHeight, scaleX, scaleY, left, top };
        const [x, y] = [shareX * width, shareY * height];
        const [atX, atY] = [(x * scaleX + left) / inputWidth, (y * scaleY + top) / inputHeight];
        const float64 = { data: Float64Array.of(atY, atX, 1, 0, 0, 0), shape, dtype: 'float32' };
        const [point] = decode(movenet, { shape, labels }, float64 as never, placement) as KeyPoints;
        expect(point!.x).toBeCloseTo(x, 6);
        expect(point!.y).toBeCloseTo(y, 6);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });
});
