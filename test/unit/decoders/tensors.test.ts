import { describe, expect, test } from 'vitest';
import type { TensorSpec } from '../../../src/model/tensor.js';
import type { PictureTransform } from '../../../src/model/transforms/picture.js';
import { preparer } from '../../../src/transform/prepare.js';

const spec = (name: string, shape: TensorSpec['shape']): TensorSpec => ({ name, shape, dtype: 'float32' });
const placementOf = (specs: readonly TensorSpec[], input: object, transform?: PictureTransform) =>
  preparer(specs, transform)(input as never).placement;
const zeros = (shape: number[]) => ({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape });
const itself = (width: number, height: number) => ({
  ...{ width, height, inputWidth: width, inputHeight: height, scaleX: 1, scaleY: 1, left: 0, top: 0 },
});

describe('a picture that is given as a tensor lies in itself', () => {
  test.each([
    [
      [1, 40, 60, 3],
      [60, 40],
    ],
    [
      [2, 40, 60, 1],
      [60, 40],
    ],
    [
      [1, 3, 40, 60],
      [60, 40],
    ],
    [
      [1, 3, 40, 4],
      [40, 3],
    ],
  ])('%j', (shape, [width, height]) => {
    expect(placementOf([spec('x', [null, null, null, null])], zeros(shape))).toEqual(itself(width!, height!));
  });

  test('as its package declares the layout', () => {
    const transform = { kind: 'picture', input: 'x', width: 4, height: 40, fit: 'stretch', layout: 'nchw' } as const;
    expect(placementOf([spec('x', [1, 3, 40, 4])], zeros([1, 3, 40, 4]), transform)).toEqual(itself(4, 40));
  });

  test('of several inputs the one that is a picture', () => {
    const specs = [spec('size', [1, 2]), spec('x', [1, 8, 9, 3])];
    expect(placementOf(specs, { size: zeros([1, 2]), x: zeros([1, 8, 9, 3]) })).toEqual(itself(9, 8));
  });

  test.each([[[1, 784]], [[1, 8, 9, 64]], [[1, 16000, 1]]])('%j is none', (shape) => {
    expect(placementOf([spec('x', shape)], zeros(shape))).toBeNull();
  });
});
