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
  { name: '1×1', size: [4, 4], filter: [1, 1, 5, 2], strides: 1, pad: 'valid' },
] as const;

/** TF.js's own kernel, on its cpu backend, is the reference. */
test.each(cases)(
  '$name: the gradient of a filter is that of the cpu backend',
  async ({ size, filter, strides, pad }) => {
    const [, , inputs] = filter;
    const x = randomFloats(1, 2 * size[0] * size[1] * inputs);
    const w = randomFloats(2, filter[0] * filter[1] * filter[2] * filter[3]);
    const gradientOn = async (backend: string): Promise<Float32Array> => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const picture = tf.tensor4d(x, [2, size[0], size[1], inputs]);
        const loss = (kernel: tf.Tensor4D) => tf.sum(tf.square(tf.conv2d(picture, kernel, strides as 1, pad)));
        return tf
          .grad((kernel) => loss(kernel as tf.Tensor4D))(tf.tensor4d(w, [...filter]))
          .dataSync<'float32'>()
          .slice();
      });
    };
    const expected = await gradientOn('cpu');
    const actual = await gradientOn('wasm');
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 3);
    });
  },
);
