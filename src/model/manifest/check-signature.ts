import { invalid } from '../invalid.js';
import { isObject, type JsonObject } from '../json.js';
import type { ModelJson } from '../model-json.js';
import { nodeName, readSignature } from '../signature.js';
import { formatShape, type TensorSpec } from '../tensor.js';
import type { DescribedTensor, ModelManifest } from './manifest.js';

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
    const field = `${side}[${i}]`;
    const own = known.find(({ name }) => name === tensor.name);
    if (!own) throw invalid(url, `${field}.name`, `describes "${tensor.name}" in ${field}, which the model has not.`);
    if (own.dtype !== undefined && own.dtype !== tensor.dtype) {
      const what = `gives "${tensor.name}" the dtype ${tensor.dtype} in ${field}, where the model has ${own.dtype}.`;
      throw invalid(url, `${field}.dtype`, what, { expected: own.dtype, actual: tensor.dtype });
    }
    if (own.anyRank || tensor.shape === undefined || canBeSame(own.shape, tensor.shape)) continue;
    const shapes = { expected: own.shape, actual: tensor.shape };
    const what =
      `gives "${tensor.name}" the shape ${formatShape(tensor.shape)} in ${field}, where the model has ` +
      `${formatShape(own.shape)}.`;
    throw invalid(url, `${field}.shape`, what, shapes);
  }
}

function canBeSame(known: TensorSpec['shape'], described: NonNullable<DescribedTensor['shape']>): boolean {
  return (
    known.length === described.length &&
    known.every((size, axis) => size === null || described[axis] === null || size === described[axis])
  );
}
