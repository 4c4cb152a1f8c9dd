import { beforeAll, expect, test } from 'vitest';
import { readDigits, type Digits } from '../../../models/digits/data.js';
import { features, side } from '../../../models/digits/features.js';
import { drawn, pictureOf } from './drawings.js';

let digits: Digits;
beforeAll(async () => {
  digits = await readDigits('test');
});

/** The mean difference of the pixels that hold ink in either picture. */
function difference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  let inked = 0;
  a.forEach((value, i) => {
    const other = b[i] ?? 0;
    if (value === 0 && other === 0) return;
    sum += Math.abs(value - other);
    inked += 1;
  });
  return sum / inked;
}

test('a digit drawn large, anywhere on the paper, comes back as the picture MNIST made of it', () => {
  // Squares of 10×10 px are averaged to what they were. A centre of mass between two pixels may round the other way.
  const differences = Array.from({ length: 200 }, (_, digit) => {
    const picture = pictureOf(digits, digit);
    const { ink, width, height } = drawn(picture, { zoom: 10, left: (digit % 7) * 9, top: (digit % 5) * 11 });
    return difference(features(ink, width, height), picture);
  });
  expect(differences.filter((value) => value < 0.01).length).toBeGreaterThanOrEqual(198);
});

test('neither size nor place nor the shape of the paper matters', () => {
  const picture = pictureOf(digits, 0);
  const small = drawn(picture, { zoom: 3, left: 0, top: 40 });
  const large = drawn(picture, { zoom: 13, left: 100, top: 7 });
  expect(large.width).not.toBe(large.height);
  const fromSmall = features(small.ink, small.width, small.height);
  expect(difference(fromSmall, features(large.ink, large.width, large.height))).toBeLessThan(0.01);
  expect(difference(fromSmall, picture)).toBeLessThan(0.01);
  // A positive control: the digits differ by far more than that.
  expect(difference(fromSmall, pictureOf(digits, 1))).toBeGreaterThan(0.3);
});

test('the longer side is 20 px, and the centre of mass lies on the middle', () => {
  const width = 300;
  const height = 200;
  const ink = new Float32Array(width * height);
  for (let y = 20; y < 180; y++) for (let x = 40; x < 56; x++) ink[y * width + x] = 1;
  const picture = features(ink, width, height);
  const inked = [...picture.keys()].filter((i) => (picture[i] ?? 0) > 0);
  const xs = inked.map((i) => i % side);
  const ys = inked.map((i) => Math.floor(i / side));
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([14, 15]);
  expect([Math.min(...ys), Math.max(...ys)]).toEqual([5, 24]);
  expect(inked.map((i) => picture[i])).toEqual(inked.map(() => 1));
});

test('no ink gives zeros', () => {
  expect(features(new Float32Array(280 * 280), 280, 280)).toEqual(new Float32Array(784));
  expect(features(new Float32Array(1), 1, 1)).toEqual(new Float32Array(784));
  expect(features(new Float32Array(4).fill(0.01), 2, 2), 'too faint to see').toEqual(new Float32Array(784));
});

test('one dot gives a square of 20 px in the middle', () => {
  const ink = new Float32Array(280 * 280);
  ink[270 * 280 + 3] = 1;
  const picture = features(ink, 280, 280);
  const inked = [...picture.keys()].filter((i) => picture[i] === 1);
  expect(inked).toHaveLength(400);
  expect([inked[0], inked.at(-1)]).toEqual([5 * side + 5, 24 * side + 24]);
});

test('what is no number between 0 and 1 stays one', () => {
  const ink = Float32Array.of(NaN, 7, -3, Infinity);
  const picture = features(ink, 2, 2);
  expect(picture.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(Math.max(...picture)).toBe(1);
});

test('digits at the edge of what fits stay whole', () => {
  // All mass at one end: the middle of the mass would push the tail out of the picture.
  const ink = new Float32Array(100 * 100);
  for (let y = 0; y < 10; y++) for (let x = 0; x < 100; x++) ink[y * 100 + x] = x < 15 ? 1 : 0.05;
  const picture = features(ink, 100, 100);
  expect(picture.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0)).toBe(20 * 2);
});

test('a drawing whose size is not as said is refused', () => {
  expect(() => features(new Float32Array(280 * 280 * 4), 280, 280)).toThrow(/not 313600.*one of the four channels/);
  expect(() => features(new Float32Array(0), 0, 280)).toThrow(/0×280 pixels cannot be/);
  expect(() => features(new Float32Array(6), 2.5, 2.4)).toThrow(RangeError);
});
