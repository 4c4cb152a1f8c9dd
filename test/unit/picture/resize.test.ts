import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { difference, onBackground, prepared, randomPicture } from './pictures.js';

fc.configureGlobal({ seed: 20261126 });

/** float32 tells values up to 1 apart by 6e-8. */
const closest = 3e-7;
const side = fc.integer({ min: 1, max: 24 });
const sides = fc.record({
  seed: fc.nat(),
  from: fc.tuple(side, side),
  to: fc.tuple(side, side),
  transparent: fc.boolean(),
});
const conventions = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
];

test.each(conventions)('bilinear is resizeBilinear of TF.js: %o', (convention) => {
  fc.assert(
    fc.property(sides, ({ seed, from, to: [width, height], transparent }) => {
      const picture = randomPicture(seed, ...from, transparent);
      const { alignCorners, halfPixelCenters } = convention;
      const expected = tf.image.resizeBilinear(
        onBackground(picture).expandDims<tf.Tensor4D>(),
        [height, width],
        alignCorners,
        halfPixelCenters,
      );
      expect(difference(prepared(picture, { width, height, ...convention }), expected)).toBeLessThan(closest);
    }),
  );
});

test('bilinear by half-pixel centres is not bilinear without', () => {
  const picture = randomPicture(1, 9, 9);
  const by = (convention: object) => [...prepared(picture, { width: 5, height: 5, ...convention }).data];
  const [plain, ...others] = conventions.map(by);
  for (const other of others) expect(other).not.toEqual(plain);
  expect(by({})).toEqual(plain);
});

test.each(conventions)('nearest is resizeNearestNeighbor of TF.js: %o', (convention) => {
  fc.assert(
    fc.property(sides, ({ seed, from, to: [width, height], transparent }) => {
      const picture = randomPicture(seed, ...from, transparent);
      const { alignCorners, halfPixelCenters } = convention;
      const expected = tf.image.resizeNearestNeighbor(
        onBackground(picture).expandDims<tf.Tensor4D>(),
        [height, width],
        alignCorners,
        halfPixelCenters,
      );
      const actual = prepared(picture, { width, height, interpolation: 'nearest', ...convention });
      expect(difference(actual, expected)).toBeLessThan(closest);
    }),
  );
});

test('area is the mean of what a pixel covers: of each pixel repeated until they divide evenly', () => {
  fc.assert(
    fc.property(sides, ({ seed, from, to: [width, height], transparent }) => {
      const picture = randomPicture(seed, ...from, transparent);
      const repeated = tf.image.resizeNearestNeighbor(onBackground(picture).expandDims<tf.Tensor4D>(), [
        picture.height * height,
        picture.width * width,
      ]);
      const covered: [number, number] = [picture.height, picture.width];
      const expected = tf.avgPool(repeated, covered, covered, 'valid');
      const actual = prepared(picture, { width, height, interpolation: 'area' });
      expect(difference(actual, expected)).toBeLessThan(2e-6); // TF.js adds up float32
    }),
    { numRuns: 50 },
  );
});

test('at its own size, a picture stays as it is, by every interpolation', () => {
  const picture = randomPicture(2, 13, 7);
  const expected = onBackground(picture).expandDims().mul(255);
  for (const interpolation of ['bilinear', 'nearest', 'area'] as const) {
    const actual = prepared(picture, { width: 13, height: 7, interpolation, std: 1 });
    expect(difference(actual, expected), interpolation).toBeLessThan(1e-4);
    expect(actual.data.every(Number.isInteger)).toBe(true);
  }
});

test('a picture of one pixel is that pixel everywhere', () => {
  const pixel = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
  for (const fit of ['stretch', 'crop', 'letterbox'] as const) {
    const { data, placement } = prepared(pixel, { width: 3, height: 3, fit, std: 1 });
    expect([...data]).toEqual(Array.from({ length: 9 }, () => [10, 20, 30]).flat());
    expect(placement).toMatchObject({ scaleX: 3, scaleY: 3, left: 0, top: 0 });
  }
});
