import { beforeAll, expect, test } from 'vitest';
import { readDigits, type Digits } from '../../../models/digits/data.js';
import { drawingOf, placed, side } from '../../../models/digits/drawing.js';
import { drawing, drawn, pictureOf } from './drawings.js';

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

test('MNIST’s own digits stay where MNIST put them, to the last bit', () => {
  const same = Array.from({ length: 1000 }, (_, digit) => {
    const picture = pictureOf(digits, digit);
    return placed(drawingOf(digits, digit)).every((value, i) => value === picture[i]);
  });
  // A centre of mass between two pixels may round the other way, and specks of less than 2 % are cut off.
  expect(same.filter(Boolean).length).toBeGreaterThanOrEqual(975);
});

test.each([
  ['light on dark', false],
  ['dark on light', true],
])('a digit drawn large, %s, anywhere on the paper, comes back as the picture MNIST made of it', (_, dark) => {
  // Squares of 10×10 px are averaged to what they were. A centre of mass between two pixels may round the other way.
  const differences = Array.from({ length: 100 }, (_, digit) => {
    const picture = pictureOf(digits, digit);
    return difference(
      placed(drawn(picture, { zoom: 10, left: (digit % 7) * 9, top: (digit % 5) * 11, dark })),
      picture,
    );
  });
  expect(differences.filter((value) => value < 0.01).length).toBeGreaterThanOrEqual(99);
});

test('neither size nor place nor the shape of the paper matters', () => {
  const picture = pictureOf(digits, 0);
  const small = drawn(picture, { zoom: 3, left: 0, top: 40 });
  const large = drawn(picture, { zoom: 13, left: 100, top: 7 });
  expect(large.width).not.toBe(large.height);
  expect(difference(placed(small), placed(large))).toBeLessThan(0.01);
  expect(difference(placed(small), picture)).toBeLessThan(0.01);
  // A positive control: the digits differ by far more than that.
  expect(difference(placed(small), pictureOf(digits, 1))).toBeGreaterThan(0.3);
});

test('no ink gives zeros', () => {
  for (const dark of [true, false]) {
    expect(placed(drawing(new Float32Array(280 * 280), 280, 280, dark))).toEqual(new Float32Array(784));
    expect(placed(drawing(new Float32Array(1), 1, 1, dark))).toEqual(new Float32Array(784));
  }
  expect(placed({ width: 2, height: 2, data: new Uint8Array(16) }), 'clear').toEqual(new Float32Array(784));
});

test('one dot gives a square of 20 px in the middle', () => {
  const ink = new Float32Array(280 * 280);
  ink[270 * 280 + 3] = 1;
  const picture = placed(drawing(ink, 280, 280));
  const inked = [...picture.keys()].filter((i) => picture[i] === 1);
  expect(inked).toHaveLength(400);
  expect([inked[0], inked.at(-1)]).toEqual([4 * side + 4, 23 * side + 23].map((first) => first + side + 1));
});
