import { invalid } from '../invalid.js';
import { isObject, type JsonObject } from '../json.js';
import type { ModelJson } from '../model-json.js';
import { nodeName, readSignature } from '../signature.js';
import { formatShape, type TensorSpec } from '../tensor.js';
import type { DescribedTensor } from './described-tensor.js';
import type { ModelManifest } from './manifest.js';

/** What a model says of itself where a description is held against it; what is left open agrees with anything. */
export type KnownTensor = Omit<TensorSpec, 'dtype'> & Partial<Pick<TensorSpec, 'dtype'>>;

type Side = 'inputs' | 'outputs';

/** Holds the described inputs and outputs against the signature in model.json, where there is one. */
export function checkSignature(manifest: ModelManifest, model: ModelJson, url: string): void {
  if (model.kind !== 'graph') return;
  // Older converters put the signature among the metadata, and TF.js prefers it there.
  const signature = model.userDefinedMetadata?.['signature'] ?? model.signature;
  if (!isObject(signature)) return;
  for (const side of ['inputs', 'outputs'] as const) {
    const known = knownTensors(signature[side], model);
    if (known.length > 0) checkDescriptions(manifest, side, known, url);
  }
}

function knownTensors(side: unknown, { topology }: ModelJson): KnownTensor[] {
  const nodes = topology['node'] as readonly JsonObject[];
  const defaults = new Set(nodes.filter(({ op }) => op === 'PlaceholderWithDefault').map(({ name }) => name));
  return readSignature(side).map(({ tensor, spec: { dtype, ...spec } }) => {
    const info = (side as JsonObject)[spec.name] as JsonObject;
    const said = info['dtype'] !== undefined;
    return { ...spec, ...(said && { dtype }), ...(defaults.has(nodeName(tensor)) && { optional: true as const }) };
  });
}

/**
 * Holds one side of a manifest against what the model itself says: the same names, dtypes that are the same, shapes
 * that can be the same.
 *
 * @throws EdgewiseError `invalid-model`
 */
export function checkDescriptions(
  manifest: Pick<ModelManifest, Side>,
  side: Side,
  known: readonly KnownTensor[],
  url: string,
): void {
  const described = manifest[side];
  const missing = known.find(({ name, optional }) => !optional && !described.some((tensor) => tensor.name === name));
  if (missing) throw invalid(url, side, `does not describe "${missing.name}" in ${side}, which the model has.`);
  for (const [i, tensor] of described.entries()) {
    const own = known.find(({ name }) => name === tensor.name);
    if (!own)
      throw invalid(url, `${side}[${i}].name`, `describes "${tensor.name}" in ${side}, which the model has not.`);
    checkDescription(tensor, own, `${side}[${i}]`, url);
  }
}

/**
 * Holds one description against a tensor of that name.
 *
 * @param field where the description stands in the manifest
 */
export function checkDescription(
  { name, dtype, shape }: DescribedTensor,
  own: KnownTensor,
  field: string,
  url: string,
): void {
  const contradiction = (key: 'dtype' | 'shape', expected: string, actual: string) =>
    invalid(url, `${field}.${key}`, `gives "${name}" the ${key} ${actual} in ${field}, where it is ${expected}.`);
  if (own.dtype !== undefined && own.dtype !== dtype) throw contradiction('dtype', own.dtype, dtype);
  if (own.anyRank || shape === undefined || canBeSame(own.shape, shape)) return;
  throw contradiction('shape', formatShape(own.shape), formatShape(shape));
}

function canBeSame(known: TensorSpec['shape'], described: NonNullable<DescribedTensor['shape']>): boolean {
  return (
    known.length === described.length &&
    known.every((size, axis) => size === null || described[axis] === null || size === described[axis])
  );
}
