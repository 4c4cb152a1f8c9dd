import { sizeOf } from './tensor.js';
import { storedBytes, type Quantization, type WeightGroup, type WeightSpec } from './weights.js';

/** Weights as a model file holds them: their bytes one after the other, in any number of pieces. */
export interface PlainWeights {
  specs: readonly WeightSpec[];
  pieces: ArrayBuffer[];
}

/**
 * A group with every quantised weight turned into plain float32 or int32: to the bit what TF.js computes on loading,
 * in half its time, since it builds its tables for float16 anew for each weight. What it would refuse stays as it is.
 */
export function dequantize(group: WeightGroup, bytes: ArrayBuffer): PlainWeights {
  const quantised = group.weights.some((spec) => spec.quantization);
  // With strings, only TF.js knows where each weight begins.
  if (!quantised || group.bytes === null) return { specs: group.weights, pieces: [bytes] };
  const pieces: ArrayBuffer[] = [];
  let offset = 0;
  const specs = group.weights.map((spec) => {
    const start = offset;
    offset += storedBytes(spec) ?? 0;
    const values = spec.quantization && valuesOf(spec, spec.quantization, bytes, start);
    pieces.push(values?.buffer ?? bytes.slice(start, offset));
    if (!values) return spec;
    const { name, shape, dtype } = spec;
    return { name, shape, dtype };
  });
  return { specs, pieces };
}

function valuesOf(
  { shape, dtype }: WeightSpec,
  quantization: Quantization,
  bytes: ArrayBuffer,
  offset: number,
): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | undefined {
  const length = sizeOf(shape);
  if (quantization.dtype === 'float16') {
    return dtype === 'float32' ? float32Bits(halves(bytes, offset, length)) : undefined;
  }
  const stored = quantization.dtype === 'uint8' ? new Uint8Array(bytes, offset, length) : halves(bytes, offset, length);
  if (dtype === 'float32') return affine(stored, quantization, new Float32Array(length));
  return dtype === 'int32' ? affine(stored, quantization, new Int32Array(length)) : undefined;
}

/** Two-byte numbers need not begin at an even place. */
function halves(bytes: ArrayBuffer, offset: number, length: number): Uint16Array {
  return offset % 2 === 0
    ? new Uint16Array(bytes, offset, length)
    : new Uint16Array(bytes.slice(offset, offset + length * 2));
}

function affine<Values extends Float32Array | Int32Array>(
  stored: Uint8Array | Uint16Array,
  { scale = 1, min = 0 }: Quantization,
  values: Values,
): Values {
  if (values instanceof Float32Array) {
    for (let i = 0; i < values.length; i++) values[i] = (stored[i] as number) * scale + min;
  } else {
    for (let i = 0; i < values.length; i++) values[i] = Math.round((stored[i] as number) * scale + min);
  }
  return values;
}

function float32Bits(float16: Uint16Array): Uint32Array<ArrayBuffer> {
  const bits = (table ??= float16Table());
  const values = new Uint32Array(float16.length);
  for (let i = 0; i < values.length; i++) values[i] = bits[float16[i] as number] as number;
  return values;
}

let table: Uint32Array | undefined;

/** The bits of the float32 that equals each IEEE 754 binary16, infinities and NaNs included. */
function float16Table(): Uint32Array {
  const bits = new Uint32Array(1 << 16);
  const floats = new Float32Array(bits.buffer);
  for (let half = 0; half < 1 << 15; half++) {
    const exponent = half >> 10;
    const fraction = half & 0x3ff;
    if (exponent === 0) floats[half] = fraction * 2 ** -24;
    else bits[half] = ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
    bits[half | 0x8000] = (bits[half] as number) | 0x80000000;
  }
  return bits;
}
