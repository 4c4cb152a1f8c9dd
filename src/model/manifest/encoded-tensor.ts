import { invalid, overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import { dtypes, emptyData, formatShape, sizeOf, type DType, type TensorValue } from '../tensor.js';
import { fromBase64, toBase64 } from './base64.js';
import { countAt, listAt, oneOf, optional, textsAt, wrong, type Fields } from './fields.js';
import { drawGrid, type GridPicture } from './grid.js';
import type { Recorded } from './recorded.js';

/**
 * A tensor in JSON. `data` is base64 of the values in row-major order, little-endian, bool as one byte each; of strings,
 * the list of them. With the encoding `uint8` each value is one byte: whole numbers from 0 to 255, which pictures are.
 * With `grid` the bytes are those of a grid, which `drawGrid` draws out to the shape. With `every`, they are each
 * so-manieth value, beginning with the first.
 */
export interface EncodedTensor {
  dtype: DType;
  shape: readonly number[];
  data: string | readonly string[];
  encoding?: 'uint8' | 'grid';
  rows?: number;
  columns?: number;
  range?: readonly [number, number];
  every?: number;
}

const bytesPerElement = { float32: 4, int32: 4, bool: 1 } as const;

export function encodeTensor({ dtype, shape, data, ...more }: Recorded | GridPicture): EncodedTensor {
  if ('grid' in more) {
    const { rows, columns, range, values } = more.grid;
    return { dtype, shape, encoding: 'grid', rows, columns, range, data: toBase64(values) };
  }
  const facts = { dtype, shape, ...more };
  if (Array.isArray(data)) return { ...facts, data };
  if (!(data instanceof Uint8Array) && data.every(isByte)) {
    return { ...facts, encoding: 'uint8', data: toBase64(Uint8Array.from(data)) };
  }
  // Typed arrays are little-endian wherever browsers run.
  return { ...facts, data: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xff && !Object.is(value, -0);
}

/** An output as it was recorded. @throws EdgewiseError `invalid-model`, `limit` */
export function decodeRecorded(fields: Fields): Recorded {
  const more = optional(fields, 'every', (own, key) => countAt(own, key, 1));
  return { ...decode(fields, more.every ?? 1), ...more };
}

/** An input. @throws EdgewiseError `invalid-model`, `limit` */
export function decodeTensor(fields: Fields): TensorValue {
  return fields.json['encoding'] === 'grid' ? decodeGrid(fields) : decode(fields, 1);
}

function decode(fields: Fields, every: number): TensorValue {
  const dtype = oneOf(fields, 'dtype', dtypes);
  const shape = parseShape(fields);
  const length = Math.ceil(sizeOf(shape) / every);
  if (dtype === 'string') {
    const data = textsAt(fields, 'data');
    if (data.length !== length) throw wrongLength(fields, shape, data.length);
    return { dtype, shape, data: [...data] };
  }
  const asBytes = fields.json['encoding'] !== undefined && oneOf(fields, 'encoding', ['uint8']) === 'uint8';
  const bytes = bytesAt(fields, shape, length * (asBytes ? 1 : bytesPerElement[dtype]));
  return { dtype, shape, data: values(fields, dtype, bytes, asBytes ? length : null) };
}

function decodeGrid(fields: Fields): TensorValue {
  const dtype = oneOf(fields, 'dtype', ['float32', 'int32']);
  const shape = parseShape(fields);
  if (shape.length !== 4) throw wrong(fields, 'shape', 'for a grid [pictures, height, width, channels]');
  // As long as it would be written out.
  if (sizeOf(shape) > limits.examples) throw overLimit(fields.url, 'examples', sizeOf(shape));
  const [rows, columns] = [countAt(fields, 'rows', 1), countAt(fields, 'columns', 1)];
  const range = listAt(fields, 'range');
  const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  if (range.length !== 2 || !range.every(isNumber)) throw wrong(fields, 'range', 'a list of two numbers');
  const bytes = bytesAt(fields, shape, rows * columns * (shape[3] ?? 1));
  const grid = { rows, columns, values: bytes, range: range as [number, number] };
  const { data } = drawGrid(grid, shape, dtype);
  return { dtype, shape, data };
}

function bytesAt(fields: Fields, shape: readonly number[], size: number): Uint8Array<ArrayBuffer> {
  if (!(size <= limits.examples)) throw overLimit(fields.url, 'examples', size);
  const text = fields.json['data'];
  if (typeof text !== 'string') throw wrong(fields, 'data', 'a text in base64');
  const bytes = fromBase64(text, size);
  if (!bytes) throw wrongLength(fields, shape, Math.floor((text.length / 4) * 3));
  return bytes;
}

/** @param widened how many values are widened from a byte each; null where the bytes are the values */
function values(
  fields: Fields,
  dtype: Exclude<DType, 'string'>,
  bytes: Uint8Array<ArrayBuffer>,
  widened: number | null,
): TensorValue['data'] {
  if (dtype === 'bool') {
    if (bytes.some((value) => value > 1)) throw wrong(fields, 'data', 'for bool a text in base64 of bytes 0 and 1');
    return bytes;
  }
  if (widened !== null) {
    const data = emptyData(dtype, widened) as Float32Array;
    data.set(bytes);
    return data;
  }
  return dtype === 'float32' ? new Float32Array(bytes.buffer) : new Int32Array(bytes.buffer);
}

function parseShape(fields: Fields): readonly number[] {
  const shape = listAt(fields, 'shape');
  if (!shape.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw wrong(fields, 'shape', 'a list of whole numbers ≥ 0');
  }
  if (shape.length > limits.rank) throw overLimit(fields.url, 'rank', shape.length);
  return shape as number[];
}

function wrongLength({ url, at }: Fields, shape: readonly number[], actual: number): Error {
  return invalid(
    url,
    `${at}.data`,
    `has in ${at}.data another number of values than its shape ${formatShape(shape)} holds, or no base64.`,
    { shape, actual },
  );
}
