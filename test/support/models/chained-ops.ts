import * as tf from '@tensorflow/tfjs-core';

/**
 * TF.js's orthogonal initializer, the default of every recurrent layer, calls tensor methods that
 * tfjs-core alone leaves out; the whole `@tensorflow/tfjs` brings them. Its module for them cannot be
 * loaded in Node.
 */
export function addChainedOps(): void {
  Object.assign(tf.Tensor.prototype, {
    flatten(this: tf.Tensor) {
      return tf.reshape(this, [this.size]);
    },
    reshape(this: tf.Tensor, shape: number[]) {
      return tf.reshape(this, shape);
    },
    sign(this: tf.Tensor) {
      return tf.sign(this);
    },
    stridedSlice(this: tf.Tensor, begin: number[], end: number[], strides: number[]) {
      return tf.stridedSlice(this, begin, end, strides);
    },
    transpose(this: tf.Tensor) {
      return tf.transpose(this);
    },
  });
}
