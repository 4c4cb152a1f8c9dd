import { EdgewiseError } from '../errors.js';
import { float16Bits } from './float16.js';
import type { Quantization, WeightSpec } from './weights.js';

/** How a float32 weight is stored: as it is, or in the fewer bytes of one of TF.js's own schemes. */
export type QuantizationScheme = 'float32' | 'float16' | 'uint16' | 'uint8';

/** A weight as model.json describes it, and its bytes in the weight file, little-endian. */
export interface QuantizedWeight {
  spec: WeightSpec;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Smaller weights (biases, norms) stay float32: they are few bytes, and errors in them touch every value. */
export const smallestQuantized = 1024;

const largestStored = { uint8: 0xff, uint16: 0xffff } as const;

/**
 * Stores a float32 weight so that stock TF.js reads it (`quantization` of `io.WeightsManifestEntry`): float16 is IEEE 754
 * binary16; uint8 and uint16 are affine for the whole tensor, `value = stored × scale + min`, the scheme of the TF.js
 * converter. Zero is stored exactly, and no value is off by more than half of `scale`.
 *
 * @throws EdgewiseError `input` for NaN or infinity, and for float16 where a value is too large (65,520 or more)
 */
export function quantize(
  { name, shape }: Pick<WeightSpec, 'name' | 'shape'>,
  values: Float32Array,
  scheme: QuantizationScheme,
): QuantizedWeight {
  checkFinite(name, values, scheme);
  const spec = { name, shape, dtype: 'float32' as const };
  switch (scheme) {
    case 'float32':
      return { spec, bytes: bytesOf(new Float32Array(values)) };
    case 'float16':
      return {
        spec: { ...spec, quantization: { dtype: 'float16' } },
        bytes: bytesOf(Uint16Array.from(values, float16Bits)),
      };
    case 'uint8':
    case 'uint16': {
      const quantization = { dtype: scheme, ...affineRange(values, largestStored[scheme]) };
      return { spec: { ...spec, quantization }, bytes: bytesOf(affine(values, quantization)) };
    }
  }
}

/**
 * `scale` and `min` such that `stored` from 0 to `largest` covers all values. Where they lie on both sides of zero, zero
 * falls on a whole step, and the scale is as wide as the wider side needs.
 */
function affineRange(values: Float32Array, largest: number): { scale: number; min: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (values.length === 0) return { scale: 1, min: 0 };
  if (low === high) return { scale: 1, min: low };
  if (low >= 0 || high <= 0) return { scale: (high - low) / largest, min: low };
  const zero = Math.min(largest - 1, Math.max(1, Math.round((-low / (high - low)) * largest)));
  const scale = Math.max(-low / zero, high / (largest - zero));
  return { scale, min: -zero * scale };
}

function affine(values: Float32Array, { dtype, scale = 1, min = 0 }: Quantization): Uint8Array | Uint16Array {
  const stored = dtype === 'uint8' ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) stored[i] = Math.round(((values[i] as number) - min) / scale);
  return stored;
}

function checkFinite(name: string, values: Float32Array, scheme: QuantizationScheme): void {
  const limit = scheme === 'float16' ? 65_520 : Infinity;
  const wrong = values.findIndex((value) => !(Math.abs(value) < limit));
  if (wrong < 0) return;
  const value = values[wrong] as number;
  const why = Number.isFinite(value) ? `too large for ${scheme}: store it as float32 or uint16` : 'no finite number';
  throw new EdgewiseError('input', `Weight "${name}" holds ${value} at place ${wrong}, which is ${why}.`, {
    weight: name,
    index: wrong,
    value,
    scheme,
  });
}

/** Typed arrays are little-endian wherever browsers run, as the weight files are. */
function bytesOf(values: Float32Array | Uint8Array | Uint16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}
