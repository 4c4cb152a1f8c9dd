import { invalid, overLimit } from '../invalid.js';
import { limits } from '../limits.js';
import {
  countAt,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  oneOf,
  optional,
  textAt,
  wrong,
  type Fields,
} from './fields.js';
import {
  storedSchemes,
  type EvaluationSummary,
  type ModelManifest,
  type QuantizationSummary,
  type QuantizedTensor,
} from './manifest.js';

/** How the weights are stored. */
export function parseQuantization(manifest: Fields): QuantizationSummary {
  const fields = objectAt(manifest, 'quantization');
  const tensors = objectsAt(fields, 'tensors').map(parseQuantizedTensor);
  if (tensors.length > limits.tensors) throw overLimit(fields.url, 'tensors', tensors.length);
  const names = new Set<string>();
  for (const [i, { name }] of tensors.entries()) {
    const field = `quantization.tensors[${i}].name`;
    if (names.has(name)) throw invalid(fields.url, field, `names "${name}" twice in quantization.tensors.`);
    names.add(name);
  }
  return { float32Bytes: countAt(fields, 'float32Bytes'), storedBytes: countAt(fields, 'storedBytes'), tensors };
}

function parseQuantizedTensor(fields: Fields): QuantizedTensor {
  const name = nameAt(fields, 'name');
  const error = numberAt(fields, 'error');
  if (error < 0) throw wrong(fields, 'error', 'a number from 0');
  return { name, scheme: oneOf(fields, 'scheme', storedSchemes), bytes: countAt(fields, 'bytes'), error };
}

/** What quantising and optimising cost, measured. */
export function parseEvaluation(manifest: Fields, key: 'evaluation'): EvaluationSummary {
  const fields = objectAt(manifest, key);
  const { higherIsBetter } = fields.json;
  if (typeof higherIsBetter !== 'boolean') throw wrong(fields, 'higherIsBetter', 'true or false');
  return {
    metric: textAt(fields, 'metric'),
    higherIsBetter,
    float32: numberAt(fields, 'float32'),
    packed: numberAt(fields, 'packed'),
    samples: countAt(fields, 'samples', 1),
    ...optional(fields, 'data', textAt),
  };
}

/** How many golden examples there are, and how closely they have to be met. */
export function parseGolden(manifest: Fields, key: 'examples'): NonNullable<ModelManifest['examples']> {
  const fields = objectAt(manifest, key);
  const tolerance = numberAt(fields, 'tolerance');
  if (tolerance <= 0) throw wrong(fields, 'tolerance', 'a number above 0');
  return { count: countAt(fields, 'count', 1), tolerance };
}
