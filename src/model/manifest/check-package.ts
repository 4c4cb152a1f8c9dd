import { invalid } from '../invalid.js';
import type { ModelJson } from '../model-json.js';
import { storedBytes, type WeightSpec } from '../weights.js';
import { checkSignature } from './check-signature.js';
import type { ModelManifest, QuantizedTensor, StoredScheme } from './manifest.js';

/**
 * Holds a package's manifest and its model.json together: the same weight files, of exactly the bytes that the weights
 * take, and what the manifest says of tensors that are there. Weights of strings, whose lengths stand in their bytes,
 * are left to whoever has these.
 *
 * @param url of the manifest, for errors
 * @throws EdgewiseError `invalid-model`
 */
export function checkPackage(manifest: ModelManifest, model: ModelJson, url: string): void {
  checkFiles(manifest, model, url);
  checkQuantization(manifest, model, url);
  checkSignature(manifest, model, url);
}

function checkFiles({ artifacts }: ModelManifest, { weightGroups }: ModelJson, url: string): void {
  const sizes = new Map(artifacts.filter(({ role }) => role === 'weights').map(({ file, bytes }) => [file, bytes]));
  const used = new Set<string>();
  for (const { paths, bytes: needed } of weightGroups) {
    let bytes = 0;
    for (const path of paths) {
      const size = sizes.get(path);
      if (size === undefined) {
        throw invalid(url, 'artifacts', `has no file "${path}" of the role weights, which its model.json names.`);
      }
      if (used.has(path)) throw invalid(url, 'artifacts', `has the file ${path}, which its model.json names twice.`);
      used.add(path);
      bytes += size;
    }
    if (needed !== null && bytes !== needed) {
      const files = paths.length > 0 ? paths.join(', ') : 'no file at all';
      throw invalid(
        url,
        'artifacts.bytes',
        `gives ${files} ${bytes} bytes, where the weights in model.json take ${needed}. Pack the model again.`,
        { file: files, expected: needed, actual: bytes },
      );
    }
  }
  const unused = [...sizes.keys()].find((file) => !used.has(file));
  if (unused === undefined) return;
  throw invalid(url, 'artifacts', `has the file ${unused} of the role weights, which its model.json does not name.`);
}

function checkQuantization({ artifacts, quantization }: ModelManifest, { weightGroups }: ModelJson, url: string): void {
  const specs = new Map(weightGroups.flatMap(({ weights }) => weights.map((spec) => [spec.name, spec])));
  for (const [i, tensor] of quantization.tensors.entries()) {
    const field = `quantization.tensors[${i}]`;
    const spec = specs.get(tensor.name);
    if (!spec) {
      throw invalid(url, `${field}.name`, `describes a weight "${tensor.name}" in ${field}, which model.json lacks.`);
    }
    const bytes = storedBytes(spec);
    if (bytes !== null && bytes !== tensor.bytes) {
      throw invalid(
        url,
        `${field}.bytes`,
        `gives the weight "${tensor.name}" ${tensor.bytes} bytes in ${field}, where model.json stores it in ${bytes}.`,
        { expected: bytes, actual: tensor.bytes },
      );
    }
    if (!isStoredAs(spec, tensor)) {
      const found = spec.quantization?.dtype ?? spec.dtype;
      throw invalid(
        url,
        `${field}.scheme`,
        `says in ${field} that the weight "${tensor.name}" is stored as ${tensor.scheme}, where model.json has ${found}.`,
      );
    }
  }
  const files = artifacts.filter(({ role }) => role === 'weights');
  const stored = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (stored === quantization.storedBytes) return;
  throw invalid(
    url,
    'quantization.storedBytes',
    `has a quantization.storedBytes of ${quantization.storedBytes}, where its weight files hold ${stored} bytes.`,
    { expected: stored, actual: quantization.storedBytes },
  );
}

function isStoredAs({ quantization }: WeightSpec, { scheme }: QuantizedTensor): boolean {
  if (scheme === 'int8') return isInt8(quantization);
  return (quantization?.dtype ?? 'float32') === (scheme satisfies StoredScheme);
}

/** As TF.js can read it: unsigned bytes, moved by a whole number; the channels' scales follow in the graph. */
function isInt8(quantization: WeightSpec['quantization']): boolean {
  const { dtype, scale, min } = quantization ?? {};
  return dtype === 'uint8' && scale === 1 && (min === -127 || min === -128);
}
