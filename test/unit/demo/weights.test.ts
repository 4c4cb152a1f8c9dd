import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { weightBytes } from '../../../demo/cards/pose/weights.js';

test('the weights of the pose model have the bytes that its file has, and twice as many before', () => {
  const folder = 'models/pose/packaged';
  const { float32, stored } = weightBytes(JSON.parse(readFileSync(`${folder}/model.json`, 'utf8')));
  expect(stored).toBe(statSync(`${folder}/movenet-lightning.bin`).size);
  expect(float32 / stored).toBeCloseTo(2, 3);
});
