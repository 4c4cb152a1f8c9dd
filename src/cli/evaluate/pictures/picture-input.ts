import { EdgewiseError } from '../../../errors.js';
import { formatShape, type Tensors, type TensorSpec } from '../../../model/tensor.js';
import type { Picture } from './decode-picture.js';
import { resize } from './resize.js';

/** The values that a model takes for black and white. */
export const pictureRanges = ['0..255', '0..1', '-1..1'] as const;
export type PictureRange = (typeof pictureRanges)[number];

/** How a model takes pictures. */
export interface PictureLayout {
  spec: TensorSpec;
  channels: 1 | 3 | 4;
  /** Where height, width and channels stand in the shape. */
  axes: { height: number; width: number; channels: number };
}

/** Of dimensions that are free: the longer side, and what both are a multiple of, as networks with strides need it. */
const free = { longest: 512, multiple: 32 };

/** The model's one input that can be a picture; undefined where there is none, or it needs others beside it. */
export function pictureLayout(specs: readonly TensorSpec[]): PictureLayout | undefined {
  const needed = specs.filter(({ optional }) => !optional);
  const [spec, second] = needed;
  if (!spec || second || spec.anyRank || (spec.dtype !== 'float32' && spec.dtype !== 'int32')) return undefined;
  const { shape } = spec;
  const start = shape.length - 3;
  if (start < 0 || start > 1 || (start === 1 && shape[0] !== null && shape[0] !== 1)) return undefined;
  const isChannels = (size: number | null | undefined): size is 1 | 3 | 4 => size === 1 || size === 3 || size === 4;
  const [first, , last] = shape.slice(start);
  if (isChannels(last)) return { spec, channels: last, axes: { height: start, width: start + 1, channels: start + 2 } };
  if (!isChannels(first)) return undefined;
  return { spec, channels: first, axes: { channels: start, height: start + 1, width: start + 2 } };
}

/** @throws EdgewiseError `input` where the model takes no pictures */
export function pictureLayoutOf(specs: readonly TensorSpec[]): PictureLayout {
  const layout = pictureLayout(specs);
  if (layout) return layout;
  const inputs = specs.map(({ name, dtype, shape }) => `${name}: ${dtype} ${formatShape(shape)}`).join(', ');
  throw new EdgewiseError(
    'input',
    `This model does not take a picture ([1, height, width, 1, 3 or 4]) alone; its inputs are ${inputs}. Judge it by ` +
      `--evaluate, whose samples give all inputs.`,
    { field: 'pictures', expected: specs },
  );
}

/** What pictures are in where nobody says: whole numbers are bytes, others shares. */
export function defaultRange({ dtype }: TensorSpec): PictureRange {
  return dtype === 'int32' ? '0..255' : '0..1';
}

/** A picture brought to the model's size and values. */
export function pictureInput(
  { spec, channels, axes }: PictureLayout,
  picture: Picture,
  range: PictureRange = defaultRange(spec),
): Tensors {
  const { width, height } = sizeFor(spec.shape, axes, picture);
  const rgb = resize(picture, { width, height });
  const pixels = width * height;
  const data = spec.dtype === 'int32' ? new Int32Array(pixels * channels) : new Float32Array(pixels * channels);
  const channelsLast = axes.channels > axes.width;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) {
      const value = valueIn(range, channelOf(rgb, pixel, c, channels));
      data[channelsLast ? pixel * channels + c : c * pixels + pixel] =
        spec.dtype === 'int32' ? Math.round(value) : value;
    }
  }
  const shape = channelsLast ? [height, width, channels] : [channels, height, width];
  return {
    [spec.name]: { data, shape: axes.channels === 0 || axes.height === 0 ? shape : [1, ...shape], dtype: spec.dtype },
  };
}

function channelOf(rgb: Float32Array, pixel: number, channel: number, channels: number): number {
  const [red, green, blue] = rgb.subarray(pixel * 3, pixel * 3 + 3) as unknown as [number, number, number];
  // Luma of ITU-R BT.601, as pictures are made grey mostly.
  if (channels === 1) return 0.299 * red + 0.587 * green + 0.114 * blue;
  return channel === 3 ? 255 : (rgb[pixel * 3 + channel] as number);
}

function valueIn(range: PictureRange, value: number): number {
  if (range === '0..255') return value;
  return range === '0..1' ? value / 255 : value / 127.5 - 1;
}

function sizeFor(
  shape: TensorSpec['shape'],
  axes: PictureLayout['axes'],
  picture: Picture,
): { width: number; height: number } {
  const scale = Math.min(1, free.longest / Math.max(picture.width, picture.height));
  const fitting = (size: number) => Math.max(1, Math.round((size * scale) / free.multiple)) * free.multiple;
  return {
    width: shape[axes.width] ?? fitting(picture.width),
    height: shape[axes.height] ?? fitting(picture.height),
  };
}
