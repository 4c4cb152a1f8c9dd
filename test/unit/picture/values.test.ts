import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { difference, onBackground, prepared, randomPicture } from './pictures.js';

const size = { width: 4, height: 3 };
const picture = randomPicture(5, 9, 8, true);
const expected = tf.image.resizeBilinear(onBackground(picture).expandDims<tf.Tensor4D>(), [3, 4]);

test('channels come in their order', () => {
  expect(difference(prepared(picture, { ...size, channels: 'rgb' }), expected)).toBeLessThan(3e-7);
  expect(difference(prepared(picture, { ...size, channels: 'bgr' }), expected.reverse(3))).toBeLessThan(3e-7);
});

test('grey is luma of BT.601, and of a grey that grey itself', () => {
  const luma = expected.mul([0.299, 0.587, 0.114]).sum(3, true);
  expect(difference(prepared(picture, { ...size, channels: 'grey' }), luma)).toBeLessThan(3e-7);
  const greys = Uint8Array.from({ length: 256 * 4 }, (_, i) => (i % 4 === 3 ? 255 : i >> 2));
  const grey = { width: 16, height: 16, data: greys };
  const { data } = prepared(grey, { width: 16, height: 16, channels: 'grey', std: 1 });
  expect([...data]).toEqual(Array.from({ length: 256 }, (_, level) => level));
});

test('channels lie last, or first', () => {
  const first = prepared(picture, { ...size, layout: 'nchw' });
  expect(difference(first, expected.transpose([0, 3, 1, 2]))).toBeLessThan(3e-7);
  const padded = prepared(picture, {
    width: 9,
    height: 4,
    layout: 'nchw',
    fit: 'letterbox',
    padding: [10, 20, 30],
    std: 1,
  });
  expect([0, 36, 72].map((channel) => padded.data[channel])).toEqual([10, 20, 30]);
});

test('values are (pixel − mean) / std, by channel in the order of the channels', () => {
  const bgr = { ...size, channels: 'bgr', mean: [103.939, 116.779, 123.68], std: [57.1, 58.2, 59.3] } as const;
  const normalized = expected.reverse(3).mul(255).sub([103.939, 116.779, 123.68]).div([57.1, 58.2, 59.3]);
  expect(difference(prepared(picture, bgr), normalized)).toBeLessThan(2e-6);
  const whole = prepared(picture, { ...size, mean: 127.5, std: 127.5 });
  expect(difference(whole, expected.mul(2).sub(1))).toBeLessThan(1e-6);
});

test('int32 gets whole numbers, rounded', () => {
  const { data } = prepared(picture, { ...size, std: 1 }, 'int32');
  expect(data).toBeInstanceOf(Int32Array);
  const exact = prepared(picture, { ...size, std: 1 }).data;
  expect([...data]).toEqual([...exact].map(Math.round));
  expect(
    [...exact].some((value) => value % 1 > 0.5),
    'where cutting would do something else',
  ).toBe(true);
});

test('what is transparent shows the background, before anything is mixed', () => {
  const background = [0, 128, 255] as const;
  const on = tf.image.resizeBilinear(onBackground(picture, background).expandDims<tf.Tensor4D>(), [3, 4]);
  expect(difference(prepared(picture, { ...size, background }), on)).toBeLessThan(3e-7);
  // A clear pixel's own colour is nothing that anybody sees.
  const clear = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0) };
  expect([...prepared(clear, { width: 1, height: 1, std: 1, background }).data]).toEqual([...background]);
});

test.each([
  [{ width: 2, height: 2, data: new Uint8Array(15) }, /2 × 2 pixels is 16 bytes.*15 elements of a Uint8Array/],
  [{ width: 0, height: 2, data: new Uint8Array(0) }, /0 × 2 pixels cannot be/],
  [{ width: 1.5, height: 2, data: new Uint8Array(12) }, /1.5 × 2 pixels cannot be/],
  [{ width: 1, height: 1, data: new Float32Array(4) as unknown as Uint8Array }, /4 elements of a Float32Array/],
])('pixels that are none are refused: %o', (pixels, message) => {
  expect(() => prepared(pixels, size)).toThrow(message);
});
