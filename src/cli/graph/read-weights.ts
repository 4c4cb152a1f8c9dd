import { EdgewiseError } from '../../errors.js';
import { concatenate } from '../../model/bytes.js';
import { dequantize } from '../../model/dequantize.js';
import { sizeOf } from '../../model/tensor.js';
import { storedBytes, type WeightGroup, type WeightSpec } from '../../model/weights.js';
import type { SourceModel } from '../source/source-model.js';
import type { Weight } from './graph.js';

/** Every weight of a model by name: its values as TF.js computes with them, and its bytes as they are stored. */
export function readWeights({
  json,
  shards,
  file,
}: Pick<SourceModel, 'json' | 'shards' | 'file'>): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const group of json.weightGroups) {
    const bytes = concatenate(group.paths.map((path) => shards.get(path) ?? missing(file, path)));
    for (const [spec, part] of partsOf(group, bytes)) weights.set(spec.name, readWeight(spec, part, file));
  }
  return weights;
}

function* partsOf(group: WeightGroup, bytes: ArrayBuffer): Generator<[WeightSpec, ArrayBuffer]> {
  const view = new DataView(bytes);
  let offset = 0;
  for (const spec of group.weights) {
    const start = offset;
    offset += storedBytes(spec) ?? 0;
    if (spec.dtype === 'string') {
      for (let left = sizeOf(spec.shape); left > 0; left--) offset += 4 + view.getUint32(offset, true);
    }
    yield [spec, bytes.slice(start, offset)];
  }
}

function readWeight(spec: WeightSpec, bytes: ArrayBuffer, file: string): Weight {
  const { name, shape, dtype, quantization } = spec;
  if (dtype === 'complex64') {
    throw new EdgewiseError(
      'unsupported-op',
      `The weight "${name}" of ${file} is complex64. Edgewise packs float32, int32, bool and string weights; pack this ` +
        `model unconverted.`,
      { file, weight: name, dtype },
    );
  }
  const stored = { bytes: new Uint8Array(bytes), ...(quantization && { quantization }) };
  const [plain = bytes] = dequantize({ paths: [], weights: [spec], bytes: bytes.byteLength }, bytes).pieces;
  const values = valuesOf(dtype, plain);
  return { shape, dtype, values, stored, ...(quantization && { scheme: quantization.dtype }) };
}

function valuesOf(dtype: Weight['dtype'], bytes: ArrayBuffer): Weight['values'] {
  switch (dtype) {
    case 'float32':
      return new Float32Array(bytes);
    case 'int32':
      return new Int32Array(bytes);
    case 'bool':
      return new Uint8Array(bytes);
    case 'string':
      return stringsOf(bytes);
  }
}

/** Each string is its length as little-endian uint32, then UTF-8. */
function stringsOf(bytes: ArrayBuffer): string[] {
  const view = new DataView(bytes);
  const strings: string[] = [];
  for (let offset = 0; offset < view.byteLength;) {
    const length = view.getUint32(offset, true);
    offset += 4;
    strings.push(new TextDecoder().decode(new Uint8Array(bytes, offset, length)));
    offset += length;
  }
  return strings;
}

function missing(file: string, path: string): never {
  throw new EdgewiseError('invalid-model', `${file} names the weight file ${path}, which was not read.`, {
    file,
    path,
  });
}
