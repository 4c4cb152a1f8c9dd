import * as tf from '@tensorflow/tfjs-core';

interface Attributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

/**
 * Gives wasm the gradients of a convolution. That of the filter (`Conv2DBackpropFilter`) is missing there, and the one of
 * the input (`Conv2DBackpropInput`) is slow. Both are convolutions themselves, which XNNPACK is quick at.
 */
export function registerConvolutionGradients(): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') !== undefined) return;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { filterShape, ...attributes } = attrs as unknown as Attributes & { filterShape: Shape4D };
      return filterGradient(inputs['x'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, filterShape, attributes);
    },
  });

  const own = tf.getKernel(tf.Conv2DBackpropInput, 'wasm');
  tf.unregisterKernel(tf.Conv2DBackpropInput, 'wasm');
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => {
      const { inputShape, ...attributes } = call.attrs as unknown as Attributes & { inputShape: Shape4D };
      const { dy, filter } = call.inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      return inputGradient(dy, filter, inputShape, attributes) ?? own.kernelFunc(call);
    },
  });
}

/**
 * The gradient at one place of the filter sums up, over all pictures and positions, the input that this place met times
 * the gradient of the output it went into. So it is a convolution of the inputs with those gradients as its filter, with
 * pictures and channels in each other's place.
 */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4D, attributes: Attributes): tf.Tensor {
  const { padInfo, strideHeight, strideWidth } = shapes(x.shape, filterShape, attributes);
  const [height, width] = filterShape;
  return tf.tidy(() => {
    const inputs = tf.transpose(x, [3, 1, 2, 0]);
    const gradients = tf.transpose(dy, [1, 2, 0, 3]);
    const padding = explicit([padInfo.top, padInfo.bottom], [padInfo.left, padInfo.right]);
    // Steps of the convolution are gaps between the gradients. Rows that no step reached come out too many: cut off.
    const all = tf.conv2d(inputs, gradients, 1, padding, 'NHWC', [strideHeight, strideWidth]);
    return tf.transpose(tf.slice(all, [0, 0, 0, 0], [-1, height, width, -1]), [1, 2, 0, 3]);
  });
}

/**
 * The gradients of the outputs, gaps between them where the convolution took steps, convolved with the turned filter.
 * Undefined where that needs negative padding.
 */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: Shape4D,
  attributes: Attributes,
): tf.Tensor | undefined {
  const { padInfo, strideHeight, strideWidth, outHeight, outWidth } = shapes(inputShape, filter.shape, attributes);
  const [height, width] = filter.shape;
  const [, inHeight, inWidth] = inputShape;
  const top = height - 1 - padInfo.top;
  const left = width - 1 - padInfo.left;
  const bottom = inHeight - strideHeight * outHeight + padInfo.top;
  const right = inWidth - strideWidth * outWidth + padInfo.left;
  if (Math.min(top, left, bottom, right) < 0) return undefined;
  return tf.tidy(() => {
    const turned = tf.transpose<tf.Tensor4D>(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(spread(dy, strideHeight, strideWidth), turned, 1, explicit([top, bottom], [left, right]), 'NHWC');
  });
}

/** Each pixel becomes the upper left one of `high` × `wide`, the others 0. */
function spread(pictures: tf.Tensor4D, high: number, wide: number): tf.Tensor4D {
  if (high === 1 && wide === 1) return pictures;
  const [count, height, width, channels] = pictures.shape;
  const columns = tf.pad(tf.reshape(pictures, [-1, 1, channels]), [
    [0, 0],
    [0, wide - 1],
    [0, 0],
  ]);
  const rows = tf.pad(tf.reshape(columns, [-1, 1, width * wide * channels]), [
    [0, 0],
    [0, high - 1],
    [0, 0],
  ]);
  return tf.reshape(rows, [count, height * high, width * wide, channels]);
}

function shapes(inputShape: Shape4D, filterShape: Shape4D, attributes: Attributes): tf.backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dimRoundingMode } = attributes;
  if (dataFormat !== 'NHWC') throw new Error(`Pictures in ${dataFormat} are not trained on here; NHWC is.`);
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
}

function explicit(rows: [number, number], columns: [number, number]): tf.backend_util.ExplicitPadding {
  return [[0, 0], rows, columns, [0, 0]];
}
