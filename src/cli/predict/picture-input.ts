import { EdgewiseError } from '../../errors.js';
import { emptyData, formatShape, type TensorSpec, type TensorValue } from '../../model/tensor.js';
import type { Pixels } from '../../model/input.js';
import { resize } from './resize.js';

/** What black and white become. */
export type ValueRange = readonly [from: number, to: number];

/**
 * A picture as a model takes it: `[batch, height, width, channels]` with 1 (grey), 3 (RGB) or 4 (RGBA) channels,
 * stretched to the input's size; where that is free, in its own. What is transparent lies on white.
 *
 * @param range default 0 to 255 for int32, 0 to 1 for float32
 * @throws EdgewiseError `input` where this input takes no picture
 */
export function pictureInput(picture: Pixels, spec: TensorSpec, range?: ValueRange): TensorValue {
  const [, inputHeight = null, inputWidth = null, channels] = spec.shape;
  const takesPictures = spec.shape.length === 4 && (channels === 1 || channels === 3 || channels === 4);
  if (!takesPictures || (spec.dtype !== 'float32' && spec.dtype !== 'int32')) {
    throw new EdgewiseError(
      'input',
      `The input "${spec.name}" takes no picture: it is ${spec.dtype} ${formatShape(spec.shape)}, and a picture would ` +
        `be [any, height, width, 1, 3 or 4].`,
      { input: spec.name, expected: spec.shape, dtype: spec.dtype },
    );
  }
  const [height, width] = [inputHeight ?? picture.height, inputWidth ?? picture.width];
  const rgba = resize(picture, width, height);
  const [low, high] = range ?? (spec.dtype === 'int32' ? [0, 255] : [0, 1]);
  const data = emptyData(spec.dtype, width * height * channels) as Float32Array | Int32Array;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colours = coloursOf(rgba, pixel * 4, channels);
    for (let channel = 0; channel < channels; channel++) {
      const value = low + ((colours[channel] ?? 0) / 255) * (high - low);
      data[pixel * channels + channel] = spec.dtype === 'int32' ? Math.round(value) : value;
    }
  }
  return { data, shape: [1, height, width, channels], dtype: spec.dtype };
}

function coloursOf(rgba: Float32Array, start: number, channels: number): readonly number[] {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(start, start + 4);
  if (channels === 4) return [red, green, blue, alpha];
  const onWhite = (value: number) => value * (alpha / 255) + 255 - alpha;
  const [r, g, b] = [onWhite(red), onWhite(green), onWhite(blue)];
  // Luma of ITU-R BT.601.
  return channels === 1 ? [0.299 * r + 0.587 * g + 0.114 * b] : [r, g, b];
}
