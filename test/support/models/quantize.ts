import { float16Bits } from '../../../src/model/float16.js';
import { concat, weightBytes, type Bytes } from './bytes.js';
import { float32, int32, numbers, type TestTensor } from './tensors.js';

/** How a weight lies in the file: as it is, or in fewer bytes as TF.js's converter quantizes. */
export type Storage = 'plain' | 'float16' | 'uint8' | 'uint16';

export interface StoredWeight {
  bytes: Bytes;
  /** The entry's `quantization` in model.json. */
  quantization?: { dtype: string; scale?: number; min?: number };
  /** What a reader gets back. */
  value: TestTensor;
}

export function storeWeight(tensor: TestTensor, storage: Storage): StoredWeight {
  switch (storage) {
    case 'plain':
      return { bytes: weightBytes(tensor), value: tensor };
    case 'float16':
      return asFloat16(tensor);
    case 'uint8':
      return affine(tensor, 'uint8', 0xff);
    case 'uint16':
      return affine(tensor, 'uint16', 0xffff);
  }
}

/** value = stored × scale + min, with min nudged so that 0 is stored exactly, as the converter does. */
function affine(tensor: TestTensor, dtype: 'uint8' | 'uint16', largest: number): StoredWeight {
  const values = numbers(tensor);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const scale = low === high ? 1 : (high - low) / largest;
  const min = low <= 0 && high >= 0 ? -Math.round(-low / scale) * scale : low;
  const stored = values.map((value) => Math.min(largest, Math.max(0, Math.round((value - min) / scale))));
  const read = stored.map((value) => value * scale + min);
  return {
    bytes: littleEndian(stored, dtype === 'uint8' ? 1 : 2),
    quantization: { dtype, scale, min },
    value:
      tensor.dtype === 'int32'
        ? int32(
            read.map((value) => Math.round(value)),
            tensor.shape,
          )
        : float32(read, tensor.shape),
  };
}

function asFloat16(tensor: TestTensor): StoredWeight {
  const stored = numbers(tensor).map(float16Bits);
  return {
    bytes: littleEndian(stored, 2),
    quantization: { dtype: 'float16' },
    value: float32(stored.map(fromFloat16), tensor.shape),
  };
}

function littleEndian(values: readonly number[], size: 1 | 2): Bytes {
  return concat([size === 1 ? Uint8Array.from(values) : new Uint8Array(Uint16Array.from(values).buffer)]);
}

/** The number that an IEEE 754 binary16 stands for. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
