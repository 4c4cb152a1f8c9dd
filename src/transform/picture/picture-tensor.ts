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
  readonly #grey: boolean;
  /** Of red, green and blue, which comes first, second, third. */
  readonly #order: readonly [number, number, number];
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
    this.#grey = channels === 'grey';
    this.#order = channels === 'bgr' ? [2, 1, 0] : [0, 1, 2];
    this.#mean = typeof mean === 'number' ? [mean, mean, mean] : mean;
    this.#std = typeof std === 'number' ? [std, std, std] : std;
    this.#pixelStride = layout === 'nchw' || this.#grey ? 1 : 3;
    this.#channelStride = layout === 'nchw' ? width * height : 1;
  }

  /** @param line red, green and blue from 0 to 255 of each pixel from `left`, `top` to the right */
  writeLine(line: ArrayLike<number>, left: number, top: number): void {
    const [first, second, third] = this.#order;
    let place = (top * this.#width + left) * this.#pixelStride;
    for (let i = 0; i < line.length; i += 3, place += this.#pixelStride) {
      if (this.#grey) {
        this.#write(place, luma(at(line, i), at(line, i + 1), at(line, i + 2)), 0);
        continue;
      }
      this.#write(place, at(line, i + first), 0);
      this.#write(place + this.#channelStride, at(line, i + second), 1);
      this.#write(place + 2 * this.#channelStride, at(line, i + third), 2);
    }
  }

  fill(colour: Colour): void {
    const line = new Float64Array(3 * this.#width);
    for (let i = 0; i < line.length; i++) line[i] = at(colour, i % 3);
    for (let top = 0; top * this.#width * this.#perPixel < this.#data.length; top++) this.writeLine(line, 0, top);
  }

  get #perPixel(): number {
    return this.#grey ? 1 : 3;
  }

  #write(place: number, pixel: number, channel: number): void {
    const value = (pixel - at(this.#mean, channel)) / at(this.#std, channel);
    this.#data[place] = this.value.dtype === 'int32' ? Math.round(value) : value;
  }
}
