import { isObject } from './json.js';
import type { DType, TensorSpec } from './tensor.js';

/** Dtypes as TensorFlow's `DataType` names and numbers them, each as TF.js computes it. */
const dtypes = new Map<unknown, DType>(
  Object.entries({
    ...{ DT_FLOAT: 'float32', DT_HALF: 'float32', DT_DOUBLE: 'float32', 1: 'float32', 2: 'float32', 19: 'float32' },
    ...{ DT_INT32: 'int32', DT_INT64: 'int32', DT_INT8: 'int32', DT_UINT8: 'int32', DT_INT16: 'int32' },
    ...{ 3: 'int32', 9: 'int32', 6: 'int32', 4: 'int32', 5: 'int32' },
    ...{ DT_BOOL: 'bool', 10: 'bool', DT_STRING: 'string', 7: 'string' },
  }),
);

/** What TF.js computes a TensorFlow type as, by its name or number; undefined for one that is no plain tensor's. */
export function dtypeOf(type: unknown): DType | undefined {
  // A file may hold anything here, and some things have no String().
  return dtypes.get(typeof type === 'number' ? String(type) : type);
}

/** An entry of a SignatureDef's inputs or outputs: the name in the signature, and the tensor it stands for. */
export interface SignatureEntry {
  /** `node` or `node:index`. */
  tensor: string;
  spec: TensorSpec;
}

/**
 * Reads one side of a SignatureDef as TF.js writes it into model.json:
 * `{ key: { name, dtype, tensorShape: { dim: [{ size }], unknownRank? }, resourceId? } }`. Captured
 * resources are no inputs of a person's and are left out.
 */
export function readSignature(side: unknown): SignatureEntry[] {
  if (!isObject(side)) return [];
  return Object.entries(side).flatMap(([name, info]) => {
    if (!isObject(info) || (info['resourceId'] ?? null) !== null) return [];
    const tensor = typeof info['name'] === 'string' ? info['name'] : name;
    const dtype = dtypeOf(info['dtype']) ?? 'float32';
    return [{ tensor, spec: { name, dtype, ...readShape(info['tensorShape']) } }];
  });
}

function readShape(shape: unknown): Pick<TensorSpec, 'shape' | 'anyRank'> {
  if (!isObject(shape) || shape['unknownRank'] === true) return { shape: [], anyRank: true };
  const dims: unknown[] = Array.isArray(shape['dim']) ? shape['dim'] : [];
  return { shape: dims.map((dim) => freeWhereNegative(isObject(dim) ? sizeOf(dim['size']) : NaN)) };
}

/** A 64-bit integer, which protobuf writes in JSON as text. */
function sizeOf(size: unknown): number {
  return typeof size === 'string' || typeof size === 'number' ? Number(size) : NaN;
}

/** TensorFlow writes -1 (or nothing) where any size will do. */
export function freeWhereNegative(size: number): number | null {
  return size >= 0 ? size : null;
}

/** `x:0` and `^x` name the node `x`. */
export function nodeName(tensor: string): string {
  return tensor.replace(/^\^/, '').replace(/:\d+$/, '');
}
