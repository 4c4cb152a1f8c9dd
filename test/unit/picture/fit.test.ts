import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { toGiven } from '../../../src/model/transforms/placement.js';
import { difference, onBackground, prepared, randomPicture } from './pictures.js';

fc.configureGlobal({ seed: 20261126 });

const side = fc.integer({ min: 1, max: 40 });
const sizes = fc.record({ seed: fc.nat(), from: fc.tuple(side, side), to: fc.tuple(side, side) });

test('a crop is what TF.js slices out of the middle and resizes', () => {
  const picture = randomPicture(1, 30, 20);
  // 16:9 of a width of 30 is 16.875 rows high: the 17 from row 1 on.
  const slice = onBackground(picture).slice([1, 0, 0], [17, 30, 3]).expandDims<tf.Tensor4D>();
  const actual = prepared(picture, { width: 16, height: 9, fit: 'crop' });
  expect(difference(actual, tf.image.resizeBilinear(slice, [9, 16]))).toBeLessThan(3e-7);
  expect(actual.placement).toMatchObject({ scaleX: 16 / 30, left: 0, scaleY: 9 / 17, top: -9 / 17 });
});

test('a crop with its corners aligned is cropAndResize of TF.js', () => {
  fc.assert(
    fc.property(sizes, ({ seed, from: [width, height], to }) => {
      const picture = randomPicture(seed, width, height);
      const [toWidth, toHeight] = to.map((size) => size + 1) as [number, number];
      const actual = prepared(picture, { width: toWidth, height: toHeight, fit: 'crop', alignCorners: true });
      const { scaleX, scaleY, left, top } = actual.placement;
      const [x, y, wide, high] = [-left / scaleX, -top / scaleY, toWidth / scaleX, toHeight / scaleY];
      const share = (at: number, length: number) => (length > 1 ? at / (length - 1) : 0);
      const box = [share(y, height), share(x, width), share(y + high - 1, height), share(x + wide - 1, width)];
      const expected = tf.image.cropAndResize(
        onBackground(picture).expandDims<tf.Tensor4D>(),
        [box],
        [0],
        [toHeight, toWidth],
        'bilinear',
      );
      // TF.js takes the corners as float32 fractions; what it finds outside by that is filled with 0.
      const inside = expected.greater(0);
      const actualThere = tf.tensor4d(actual.data, actual.shape as [number, number, number, number]).mul(inside);
      expect(inside.mean().dataSync()[0]).toBeGreaterThan(0.4);
      expect(difference({ data: actualThere.dataSync(), shape: actual.shape }, expected)).toBeLessThan(1e-5);
    }),
  );
});

test('a letterbox is what TF.js resizes and pads', () => {
  const picture = randomPicture(2, 30, 20);
  const small = tf.image.resizeBilinear(onBackground(picture).expandDims<tf.Tensor4D>(), [11, 16]);
  const padding = [255, 0, 51] as const;
  const levels = tf.unstack(small, 3).map(
    (channel, i) =>
    tf.pad(channel, [[0, 0], [2, 3], [0, 0]], padding[i]! / 255), // prettier-ignore
  );
  const actual = prepared(picture, { width: 16, height: 16, fit: 'letterbox', padding });
  expect(difference(actual, tf.stack(levels, 3))).toBeLessThan(3e-7);
  expect(actual.placement).toEqual({
    width: 30,
    height: 20,
    inputWidth: 16,
    inputHeight: 16,
    scaleX: 16 / 30,
    scaleY: 11 / 20,
    left: 0,
    top: 2,
  });
});

test('a letterbox lies in black where nothing is said', () => {
  const { data } = prepared(randomPicture(3, 2, 1), { width: 3, height: 3, fit: 'letterbox', mean: 1, std: 2 });
  expect([...data.slice(-9)]).toEqual(new Array(9).fill(-0.5));
});

test('every fit, of every size: what is looked at lies within the given picture, and the middle on the middle', () => {
  fc.assert(
    fc.property(
      fc.record({
        from: fc.tuple(side, side),
        to: fc.tuple(side, side),
        fit: fc.constantFrom('stretch', 'crop', 'letterbox'),
      }),
      ({ from: [width, height], to: [toWidth, toHeight], fit }) => {
        const { placement } = prepared(randomPicture(1, width, height), { width: toWidth, height: toHeight, fit });
        const [start, end] = [toGiven(0, 0, placement), toGiven(toWidth, toHeight, placement)];
        const slack = 1e-9;
        if (fit !== 'letterbox') {
          expect(Math.min(start.x, start.y)).toBeGreaterThanOrEqual(-slack);
          expect(end.x).toBeLessThanOrEqual(width + slack);
          expect(end.y).toBeLessThanOrEqual(height + slack);
        }
        if (fit !== 'crop') {
          expect(Math.max(start.x, start.y)).toBeLessThanOrEqual(slack);
          expect(end.x).toBeGreaterThanOrEqual(width - slack);
          expect(end.y).toBeGreaterThanOrEqual(height - slack);
        }
        // Half a pixel where an odd number of them is left over.
        const middle = toGiven(toWidth / 2, toHeight / 2, placement);
        expect(Math.abs(middle.x - width / 2)).toBeLessThanOrEqual(0.5 * Math.max(1, 1 / placement.scaleX) + slack);
        expect(Math.abs(middle.y - height / 2)).toBeLessThanOrEqual(0.5 * Math.max(1, 1 / placement.scaleY) + slack);
      },
    ),
  );
});

test('every fit: a mark in the given picture is found again by its placement', () => {
  fc.assert(
    fc.property(
      fc.record({
        from: fc.tuple(fc.integer({ min: 60, max: 90 }), fc.integer({ min: 60, max: 90 })),
        to: fc.tuple(fc.integer({ min: 30, max: 60 }), fc.integer({ min: 30, max: 60 })),
        mark: fc.tuple(fc.double({ min: 0.4, max: 0.6, noNaN: true }), fc.double({ min: 0.4, max: 0.6, noNaN: true })),
        fit: fc.constantFrom('stretch', 'crop', 'letterbox'),
      }),
      ({ from: [width, height], to: [toWidth, toHeight], mark, fit }) => {
        const [left, top] = [Math.floor(mark[0] * width), Math.floor(mark[1] * height)];
        const data = new Uint8Array(width * height * 4).fill(255);
        for (let y = top; y < top + 6; y++) for (let x = left; x < left + 6; x++) data[(y * width + x) * 4] = 0;
        const given = { width: toWidth, height: toHeight, fit, interpolation: 'area', mean: 255, std: -255 } as const;
        const { data: values, placement } = prepared({ width, height, data }, { ...given, padding: [255, 255, 255] });
        // The centre of mass of what is not red, by the middles of its pixels.
        let [mass, x, y] = [0, 0, 0];
        for (let i = 0; i < values.length; i += 3) {
          mass += values[i]!;
          x += values[i]! * (((i / 3) % toWidth) + 0.5);
          y += values[i]! * (Math.floor(i / 3 / toWidth) + 0.5);
        }
        const found = toGiven(x / mass, y / mass, placement);
        expect(Math.abs(found.x - (left + 3))).toBeLessThan(0.3);
        expect(Math.abs(found.y - (top + 3))).toBeLessThan(0.3);
      },
    ),
  );
});
