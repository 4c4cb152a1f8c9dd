import { expect, test } from 'vitest';
import { augment } from '../../../models/digits/augment.js';
import { readDigits } from '../../../models/digits/data.js';
import { splitDigits } from '../../../models/digits/recipe.js';
import { samplesOf } from '../../../models/digits/samples.js';
import { Random } from '../../../models/training/random.js';
import { everyPlace } from '../../../models/training/samples.js';

const digits = samplesOf(await readDigits('test'));

function augmented(seed: number): Float32Array {
  const { inputs } = digits.batch(everyPlace(50));
  augment(inputs, new Random(seed));
  return inputs;
}

test('samples are pixels from 0 to 1 and one-hot labels', () => {
  const { inputs, labels } = digits.batch([0, 9_999]);
  expect(inputs).toHaveLength(2 * 784);
  expect(Math.max(...inputs)).toBe(1);
  expect([...labels]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
});

test('each picture is changed, by the seed alone, and stays a picture', () => {
  const { inputs } = digits.batch(everyPlace(50));
  const changed = augmented(1);
  expect(augmented(1)).toEqual(changed);
  expect(augmented(2)).not.toEqual(changed);
  for (let digit = 0; digit < 50; digit++) {
    const before = inputs.subarray(digit * 784, (digit + 1) * 784);
    const after = changed.subarray(digit * 784, (digit + 1) * 784);
    expect(after).not.toEqual(before);
    expect(after.every((value) => value >= 0 && value <= 1)).toBe(true);
    const ink = (picture: Float32Array) => picture.reduce((sum, value) => sum + value, 0);
    expect(ink(after) / ink(before)).toBeGreaterThan(0.5);
    expect(ink(after) / ink(before)).toBeLessThan(2);
  }
});

test('paper stays paper', () => {
  const paper = new Float32Array(784);
  augment(paper, new Random(1));
  expect(paper).toEqual(new Float32Array(784));
});

test('a twelfth of the training digits, drawn by the seed, validates', async () => {
  const [first, again, other] = await Promise.all([splitDigits(1), splitDigits(1), splitDigits(2)]);
  expect([first.train.count, first.validation.count]).toEqual([54_998, 5_002]);
  const some = everyPlace(5);
  expect(again.validation.batch(some)).toEqual(first.validation.batch(some));
  expect(other.validation.batch(some)).not.toEqual(first.validation.batch(some));
});
