import { expect, test } from 'vitest';
import { placeTag } from '../../../demo/cards/objects/place-tag.js';

const picture = { width: 400, height: 300 };
const tag = { width: 80, height: 20 };
const box = { x: 100, y: 50, width: 200, height: 100 };

test('a tag stands above its box, or within where the picture has no room above', () => {
  expect(placeTag(tag, box, picture, [])).toEqual({ x: 100, y: 30, ...tag });
  expect(placeTag(tag, { ...box, y: 10 }, picture, [])).toEqual({ x: 100, y: 10, ...tag });
});

test('a tag never leaves the picture', () => {
  expect(placeTag(tag, { ...box, x: -30 }, picture, []).x).toBe(0);
  expect(placeTag(tag, { ...box, x: 390 }, picture, []).x).toBe(320);
  expect(placeTag(tag, { x: 0, y: -20, width: 400, height: 400 }, picture, []).y).toBe(0);
});

test('a tag gives way to those that are there, as long as there is room', () => {
  const places = [30, 50, 130, 150];
  places.forEach((y, taken) => {
    const others = places.slice(0, taken).map((other) => ({ x: 150, y: other, ...tag }));
    expect(placeTag(tag, box, picture, others).y).toBe(y);
  });
  const all = places.map((y) => ({ x: 150, y, ...tag }));
  expect(placeTag(tag, box, picture, all).y).toBe(30);
});
