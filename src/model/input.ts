import type { TensorLike } from './tensor.js';

/** What a picture may come as. It is decoded and brought to size in the worker. */
export type PictureLike =
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement
  | VideoFrame
  | Blob;

/** One tensor for a model with one input, else one tensor an input, by name. */
export type TensorInput = TensorLike | Record<string, TensorLike>;

/** The fields of a record, by name; null where one is not known. */
export type TableRow = Record<string, string | number | boolean | null>;

/** What `predict` takes. Beside tensors: what the transforms of the model's package make tensors from. */
export type PredictInput = TensorInput | PictureLike | TableRow | string;

/** As `PredictInput`, with pictures that a worker can be sent. */
export type SentInput = TensorInput | ImageData | Pixels | ImageBitmap | VideoFrame | Blob | TableRow | string;

/** A decoded picture: rows from the top; red, green, blue and alpha from 0 to 255, colours not multiplied with alpha. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** As `PredictInput`, with pictures decoded. */
export type DecodedInput = TensorInput | Pixels | TableRow | string;

/** True for `ImageData` and its like. A tensor has a shape, and no width. */
export function isPixels(input: unknown): input is Pixels {
  if (typeof input !== 'object' || input === null) return false;
  const { width, height, data } = input as Partial<Record<keyof Pixels, unknown>>;
  return typeof width === 'number' && typeof height === 'number' && ArrayBuffer.isView(data);
}
