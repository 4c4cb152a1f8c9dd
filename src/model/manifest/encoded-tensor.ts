import { invalid, overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import { dtypes, emptyData, formatShape, sizeOf, type DType, type TensorValue } from '../tensor.js';
import { fromBase64, toBase64 } from './base64.js';
import { listAt, oneOf, textsAt, wrong, type Fields } from './fields.js';

/**
 * A tensor in JSON. `data` is base64 of the values in row-major order, little-endian, bool as one byte each; of strings,
 * the list of them. With the encoding `uint8` each value is one byte: whole numbers from 0 to 255, which pictures are.
 */
export interface EncodedTensor {
  dtype: DType;
  shape: readonly number[];
  data: string | readonly string[];
  encoding?: 'uint8';
}

const bytesPerElement = { float32: 4, int32: 4, bool: 1 } as const;

export function encodeTensor({ dtype, shape, data }: TensorValue): EncodedTensor {
  if (Array.isArray(data)) return { dtype, shape, data };
  if (!(data instanceof Uint8Array) && data.every(isByte)) {
    return { dtype, shape, encoding: 'uint8', data: toBase64(Uint8Array.from(data)) };
  }
  // Typed arrays are little-endian wherever browsers run.
  return { dtype, shape, data: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xff && !Object.is(value, -0);
}

/** @throws EdgewiseError `invalid-model`, `limit` */
export function decodeTensor(fields: Fields): TensorValue {
  const dtype = oneOf(fields, 'dtype', dtypes);
  const shape = parseShape(fields);
  const length = sizeOf(shape);
  if (dtype === 'string') {
    const data = textsAt(fields, 'data');
    if (data.length !== length) throw wrongLength(fields, shape, data.length);
    return { dtype, shape, data: [...data] };
  }
  const asBytes = fields.json['encoding'] !== undefined && oneOf(fields, 'encoding', ['uint8']) === 'uint8';
  const size = length * (asBytes ? 1 : bytesPerElement[dtype]);
  if (size > limits.examples) throw overLimit(fields.url, 'examples', size);
  const text = fields.json['data'];
  if (typeof text !== 'string') throw wrong(fields, 'data', 'a text in base64');
  const bytes = fromBase64(text, size);
  if (!bytes) throw wrongLength(fields, shape, Math.floor((text.length / 4) * 3));
  return { dtype, shape, data: values(fields, dtype, bytes, asBytes ? length : null) };
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
