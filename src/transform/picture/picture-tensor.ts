import { sizeOf, type TensorValue } from '../../model/tensor.js';
import { pictureShape } from '../../model/transforms/check-picture.js';
import { channelsOf, type Colour, type PictureTransform } from '../../model/transforms/picture-transform.js';
import { at } from './at.js';
import { luma } from './luma.js';

/** What the model gets, as it is filled: its channels, their order and layout, its values and their rounding. */
export class PictureTensor {
  readonly value: TensorValue;
  readonly #data: Float32Array | Int32Array;
  readonly #width: number;
  readonly #height: number;
  readonly #grey: boolean;
  /** Of red, green and blue, which comes first, second, third. */
  readonly #order: readonly number[];
  readonly #mean: readonly number[];
  readonly #std: readonly number[];
  /** From a pixel to the next, and from a channel to the next, in elements. */
  readonly #pixelStride: number;
  readonly #channelStride: number;

  constructor(transform: PictureTransform, dtype: 'float32' | 'int32') {
    const { width, height, layout = 'nhwc', mean = 0, std = 1 } = transform;
    const shape = pictureShape(transform);
    const channels = channelsOf(transform);
    this.#data = dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
    this.value = { data: this.#data, shape, dtype };
    this.#width = width;
    this.#height = height;
    this.#grey = channels === 'grey';
    this.#order = channels === 'bgr' ? [2, 1, 0] : [0, 1, 2];
    this.#mean = typeof mean === 'number' ? [mean, mean, mean] : mean;
    this.#std = typeof std === 'number' ? [std, std, std] : std;
    this.#pixelStride = layout === 'nchw' || this.#grey ? 1 : 3;
    this.#channelStride = layout === 'nchw' ? width * height : 1;
  }

  /** @param line red, green and blue from 0 to 255 of each pixel from `left`, `top` to the right */
  writeLine(line: ArrayLike<number>, left: number, top: number): void {
    const start = (top * this.#width + left) * this.#pixelStride;
    if (this.#grey) {
      this.#writeChannel(greyOf(line), 0, 1, 0, start);
      return;
    }
    this.#order.forEach((colour, channel) => {
      this.#writeChannel(line, colour, 3, channel, start + channel * this.#channelStride);
    });
  }

  fill(colour: Colour): void {
    const line = new Float64Array(3 * this.#width);
    for (let i = 0; i < line.length; i++) line[i] = at(colour, i % 3);
    for (let top = 0; top < this.#height; top++) this.writeLine(line, 0, top);
  }

  /** Each `step`th number of the line from `first` on. */
  #writeChannel(line: ArrayLike<number>, first: number, step: number, channel: number, start: number): void {
    const [data, stride] = [this.#data, this.#pixelStride];
    const [mean, std] = [at(this.#mean, channel), at(this.#std, channel)];
    const exact = data instanceof Float32Array;
    for (let i = first, place = start; i < line.length; i += step, place += stride) {
      const value = (at(line, i) - mean) / std;
      data[place] = exact ? value : Math.round(value);
    }
  }
}

function greyOf(line: ArrayLike<number>): Float64Array {
  const grey = new Float64Array(line.length / 3);
  for (let i = 0; i < grey.length; i++) grey[i] = luma(at(line, 3 * i), at(line, 3 * i + 1), at(line, 3 * i + 2));
  return grey;
}
