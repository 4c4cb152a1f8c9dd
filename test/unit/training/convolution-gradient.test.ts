import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTensorFlow, tf } from '../../../models/training/tfjs.js';
import { randomFloats } from '../../support/models/random.js';

beforeAll(startTensorFlow);
afterAll(() => tf.setBackend('wasm'));

const cases = [
  { name: 'same', size: [9, 8], filter: [3, 3, 2, 4], strides: 1, pad: 'same' },
  { name: 'valid', size: [9, 8], filter: [3, 2, 2, 4], strides: 1, pad: 'valid' },
  { name: 'strided', size: [9, 8], filter: [5, 5, 3, 4], strides: 2, pad: 'same' },
  { name: 'strided, with a row left over', size: [10, 7], filter: [3, 3, 1, 4], strides: [2, 3], pad: 'valid' },
  { name: '1×1, strided', size: [5, 6], filter: [1, 1, 2, 3], strides: 2, pad: 'valid' },
  { name: '1×1', size: [4, 4], filter: [1, 1, 5, 2], strides: 1, pad: 'valid' },
] as const;

/** TF.js's own kernels, on its cpu backend, are the reference. */
test.each(cases)(
  '$name: the gradients of filter and input are those of the cpu backend',
  async ({ size, filter, strides, pad }) => {
    const [, , inputs] = filter;
    const x = randomFloats(1, 2 * size[0] * size[1] * inputs);
    const w = randomFloats(2, filter[0] * filter[1] * filter[2] * filter[3]);
    const gradientsOn = async (backend: string): Promise<Float32Array[]> => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const loss = (picture: tf.Tensor4D, kernel: tf.Tensor4D) =>
          tf.sum(tf.square(tf.conv2d(picture, kernel, strides as 1, pad)));
        return tf
          .grads((...both) => loss(...(both as [tf.Tensor4D, tf.Tensor4D])))([
            tf.tensor4d(x, [2, size[0], size[1], inputs]),
            tf.tensor4d(w, [...filter]),
          ])
          .map((gradient) => gradient.dataSync<'float32'>().slice());
      });
    };
    const expected = await gradientsOn('cpu');
    const before = tf.memory().numTensors;
    const actual = await gradientsOn('wasm');
    expect(tf.memory().numTensors).toBe(before);
    expect(actual.map(({ length }) => length)).toEqual([x.length, w.length]);
    actual.forEach((gradient, which) => {
      gradient.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[which]![i]!, 3);
      });
    });
  },
);
