import { concatenate } from './bytes.js';
import { invalid, overLimit } from './invalid.js';
import { isName, isObject, type JsonObject } from './json.js';
import { limits } from './limits.js';
import { sizeOf } from './tensor.js';

/** A weight tensor as TF.js's `io.WeightsManifestEntry` describes it. */
export interface WeightSpec {
  name: string;
  shape: readonly number[];
  dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  quantization?: Quantization;
}

/**
 * How a float32 or int32 weight is stored in fewer bytes: for uint8 and uint16
 * `value = stored × scale + min`; float16 is IEEE 754 binary16.
 */
export interface Quantization {
  dtype: 'uint8' | 'uint16' | 'float16';
  scale?: number;
  min?: number;
}

/** Weights that lie one after the other in the concatenation of some files. */
export interface WeightGroup {
  /** Paths relative to the folder of model.json. */
  paths: readonly string[];
  weights: readonly WeightSpec[];
  /** Bytes of all its weights; null where string weights leave it open until the bytes are there. */
  bytes: number | null;
}

const bytesPerElement = { float32: 4, int32: 4, bool: 1, complex64: 8 } as const;
const bytesPerStored = { uint8: 1, uint16: 2, float16: 2 } as const;
const lengthPrefix = 4;

/** Checks counts, shapes, dtypes, scales and sums before a byte is fetched. */
export function parseWeightGroups(manifest: unknown, url: string): readonly WeightGroup[] {
  if (manifest === undefined || manifest === null) return [];
  if (!Array.isArray(manifest)) throw invalid(url, 'weightsManifest', 'has a weightsManifest that is no list.');
  const names = new Set<string>();
  const paths = new Set<string>();
  const groups = manifest.map((group: unknown) => parseGroup(group, url, names, paths));
  if (paths.size > limits.shards) throw overLimit(url, 'shards', paths.size);
  if (names.size > limits.tensors) throw overLimit(url, 'tensors', names.size);
  const total = groups.reduce((sum, group) => sum + (group.bytes ?? 0), 0);
  if (total > limits.total) throw overLimit(url, 'total', total);
  return groups;
}

function parseGroup(group: unknown, url: string, names: Set<string>, paths: Set<string>): WeightGroup {
  if (!isObject(group) || !Array.isArray(group['paths']) || !Array.isArray(group['weights'])) {
    throw invalid(url, 'weightsManifest', 'has a weight group without paths or weights.');
  }
  for (const path of group['paths'] as unknown[]) {
    if (typeof path !== 'string' || path === '') {
      throw invalid(url, 'weightsManifest.paths', 'has a weight path that is no name.');
    }
    paths.add(path);
  }
  const weights = (group['weights'] as unknown[]).map((weight) => parseWeight(weight, url));
  for (const { name } of weights) {
    if (names.has(name)) throw invalid(url, 'weightsManifest.weights', `has two weights named "${name}".`);
    names.add(name);
  }
  const sizes = weights.map(storedBytes);
  const bytes = sizes.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);
  return { paths: group['paths'] as string[], weights, bytes };
}

function parseWeight(weight: unknown, url: string): WeightSpec {
  if (!isObject(weight) || !isName(weight['name'])) {
    throw invalid(url, 'weightsManifest.weights', 'has a weight without a name, or with a forbidden one.');
  }
  const { name, shape, dtype } = weight;
  const field = `weight "${name}"`;
  const isDimension = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isDimension)) {
    throw invalid(url, field, `gives ${field} the shape ${JSON.stringify(shape)}; whole numbers ≥ 0 are allowed.`);
  }
  if (shape.length > limits.rank) throw overLimit(url, 'rank', shape.length);
  if (dtype !== 'string' && !Object.hasOwn(bytesPerElement, dtype as string)) {
    throw invalid(
      url,
      field,
      `gives ${field} the dtype ${JSON.stringify(dtype)}; TF.js knows float32, int32, bool, string and complex64.`,
    );
  }
  const spec: WeightSpec = { name, shape: shape as number[], dtype: dtype as WeightSpec['dtype'] };
  if ('quantization' in weight) spec.quantization = parseQuantization(weight, field, url);
  if ((storedBytes(spec) ?? 0) > limits.total) throw overLimit(url, 'total', storedBytes(spec) ?? 0);
  return spec;
}

function parseQuantization(weight: JsonObject, field: string, url: string): Quantization {
  const q = weight['quantization'];
  if (!isObject(q) || !Object.hasOwn(bytesPerStored, q['dtype'] as string)) {
    throw invalid(
      url,
      field,
      `quantizes ${field} to ${JSON.stringify(isObject(q) ? q['dtype'] : q)}; TF.js reads uint8, uint16 and float16.`,
    );
  }
  const dtype = q['dtype'] as Quantization['dtype'];
  if (dtype === 'float16') return { dtype };
  const { scale, min } = q;
  if (typeof scale !== 'number' || !(scale > 0) || typeof min !== 'number' || !Number.isFinite(min)) {
    throw invalid(
      url,
      field,
      `quantizes ${field} with scale ${shown(scale)} and min ${shown(min)}; numbers are needed, scale > 0.`,
    );
  }
  // The largest stored number must still be a float32, or the weight would silently become infinite.
  const largest = scale * (dtype === 'uint8' ? 0xff : 0xffff) + min;
  if (!Number.isFinite(Math.fround(largest)) || !Number.isFinite(Math.fround(min))) {
    throw invalid(url, field, `quantizes ${field} with scale ${scale}, beyond what float32 can hold.`);
  }
  return { dtype, scale, min };
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** Bytes of one weight as stored; null for strings, whose lengths stand in the bytes. */
export function storedBytes({ shape, dtype, quantization }: WeightSpec): number | null {
  const elements = sizeOf(shape);
  if (quantization) return elements * bytesPerStored[quantization.dtype];
  return dtype === 'string' ? null : elements * bytesPerElement[dtype];
}

/**
 * Bytes that the weights of a group take. Strings are stored as a little-endian uint32 length and UTF-8
 * each, so they have to be walked. Infinity where a string would reach beyond the end.
 */
export function weightBytes(group: WeightGroup, shards: readonly ArrayBuffer[]): number {
  if (group.bytes !== null) return group.bytes;
  const view = new DataView(concatenate(shards));
  let offset = 0;
  for (const spec of group.weights) {
    const size = storedBytes(spec);
    if (size !== null) {
      offset += size;
      continue;
    }
    for (let left = sizeOf(spec.shape); left > 0; left--) {
      if (offset + lengthPrefix > view.byteLength) return Infinity;
      offset += lengthPrefix + view.getUint32(offset, true);
    }
  }
  return offset;
}
