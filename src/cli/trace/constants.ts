import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EdgewiseError } from '../../errors.js';
import type { Constant, WeightOrigin } from './recording.js';

/** The constants of all recordings of one model. */
export interface Constants {
  /** The constant that holds a tensor's values; `read` answers them, on memory that may change afterwards. */
  of(tensor: Tensor, read: () => ArrayBufferView, weight?: WeightOrigin): Constant;
}

/** Values that are computed anew at every step of a recurrent layer are kept once. */
export function createConstants(): Constants {
  /** TF.js gives no id twice, so that neither a weight nor another tensor is read again. */
  const byId = new Map<number, Constant>();
  const byContent = new Map<string, Constant>();
  return {
    of: (tensor, read, weight) => {
      const known = byId.get(tensor.id);
      if (known) return known;
      const { shape } = tensor;
      const dtype: string = tensor.dtype;
      if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
        throw new EdgewiseError(
          'unsupported-op',
          `A constant of this model is ${dtype}, which no graph of it can hold.`,
          {
            ops: [],
            dtype,
          },
        );
      }
      const { buffer, byteOffset, byteLength } = read();
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      const digest = createHash('sha1').update(bytes).digest('hex');
      const key = JSON.stringify([dtype, shape, digest, weight?.name]);
      const constant = byContent.get(key) ?? { shape, dtype, values: copyOf(bytes, dtype), ...(weight && { weight }) };
      byContent.set(key, constant);
      byId.set(tensor.id, constant);
      return constant;
    },
  };
}

function copyOf(bytes: Uint8Array, dtype: Constant['dtype']): Constant['values'] {
  const { buffer } = Uint8Array.from(bytes);
  if (dtype === 'float32') return new Float32Array(buffer);
  return dtype === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer);
}
