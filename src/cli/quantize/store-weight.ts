import { dequantize } from '../../model/dequantize.js';
import { quantize, smallestQuantized, type QuantizationScheme } from '../../model/quantization.js';
import { sizeOf } from '../../model/tensor.js';
import type { WeightSpec } from '../../model/weights.js';
import type { StoredWeight, Weight } from '../graph/graph.js';
import { plainBytes } from '../graph/weight-bytes.js';
import { relativeError } from './relative-error.js';
import { bytesPerValue, schemeOf } from './scheme.js';

/** A weight with the bytes that go into the package; `values` are what is read back from them. */
export interface StoredTensor extends Weight {
  readonly stored: StoredWeight;
}

/**
 * Stores a weight by this scheme. Bytes of the source are taken over wherever the scheme asks for no smaller ones: storing
 * them anew would cost exactness and win nothing. Weights under 1,024 elements stay as they are, and so does what is no
 * float32.
 *
 * @throws EdgewiseError `input` where a value is not finite, or too large for float16
 */
export function storeWeight(name: string, weight: Weight, scheme: QuantizationScheme): StoredTensor {
  const { stored } = weight;
  if (stored) {
    const enough = bytesPerValue[schemeOf(stored.quantization)] <= bytesPerValue[scheme];
    if (enough || !isQuantizable(weight)) return { ...weight, stored };
  }
  if (!isQuantizable(weight) || scheme === 'float32') return plain(weight);
  const { spec, bytes } = quantize({ name, shape: weight.shape }, weight.values, scheme);
  return withBytes(weight, { bytes, ...(spec.quantization ? { quantization: spec.quantization } : {}) });
}

/** As the source stored it; what a pass changed, by the scheme of what it was made from. */
export function keepWeight(name: string, weight: Weight): StoredTensor {
  const { stored, scheme = 'float32' } = weight;
  if (stored) return { ...weight, stored };
  // Two numbers became one that float16 cannot hold: rare, and no reason to give up.
  const fits = scheme !== 'float16' || !isQuantizable(weight) || weight.values.every((v) => Math.abs(v) < 65_520);
  return storeWeight(name, weight, fits ? scheme : 'float32');
}

/** True where a scheme with fewer bytes may be used. */
export function isQuantizable(weight: Weight): weight is Weight & { values: Float32Array } {
  return (
    weight.dtype === 'float32' && weight.values instanceof Float32Array && sizeOf(weight.shape) >= smallestQuantized
  );
}

export function specOf(name: string, { shape, dtype, stored }: StoredTensor): WeightSpec {
  return { name, shape, dtype, ...(stored.quantization ? { quantization: stored.quantization } : {}) };
}

function plain(weight: Weight): StoredTensor {
  return { ...weight, stored: { bytes: plainBytes(weight) } };
}

function withBytes(weight: Weight, stored: StoredWeight): StoredTensor {
  const read = { ...weight, stored };
  return { ...read, values: readBack(read) };
}

/** To the bit what TF.js reads. */
function readBack(weight: StoredTensor): Float32Array {
  const bytes = weight.stored.bytes.slice().buffer;
  const group = { paths: [], weights: [specOf('', weight)], bytes: bytes.byteLength };
  const [piece] = dequantize(group, bytes).pieces;
  return new Float32Array(piece ?? new ArrayBuffer(0));
}

/** What storing changed in the values; see `relativeError`. */
export function storingError(original: Weight, stored: Weight): number {
  const { values } = original;
  if (!(values instanceof Float32Array) || !(stored.values instanceof Float32Array)) return 0;
  return values === stored.values ? 0 : relativeError(values, stored.values);
}
