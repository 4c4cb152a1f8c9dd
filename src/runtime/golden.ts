import { EdgewiseError } from '../errors.js';
import type { BackendName } from '../model/backend.js';
import { examplesIn, type Example } from '../model/manifest/examples.js';
import { differenceFrom } from '../model/manifest/recorded.js';
import type { Tensors } from '../model/tensor.js';
import { shardUrl } from '../model/url.js';
import type { VerifiedModel } from '../model/verified-model.js';

/** What a package says that its model answers. */
export interface Golden {
  /** Those that were not asked yet; each is decoded by its call. */
  left: (() => Example)[];
  /** How far an answer may be off, relative to the scale of each output. */
  tolerance: number;
}

/** Null for a model without golden examples. */
export function goldenOf({ url, manifest, examples }: VerifiedModel): Golden | null {
  if (!manifest?.examples || !examples) return null;
  const file = manifest.artifacts.find(({ role }) => role === 'examples')?.file ?? '';
  return { left: examplesIn(examples, shardUrl(url, file)), tolerance: manifest.examples.tolerance };
}

/** Whether an answer is the one that was recorded. */
export function repeats(
  { outputs }: Example,
  answer: Tensors,
  { tolerance }: Golden,
): { agreed: boolean; difference: number } {
  const difference = differenceFrom(outputs, answer);
  return { agreed: difference <= tolerance, difference };
}

/** The error of a backend that answers something else. */
export function contradiction(backend: BackendName, difference: number, { tolerance }: Golden): EdgewiseError {
  const how = Number.isFinite(difference)
    ? `it is off by ${difference.toExponential(1)} of its scale, where ${tolerance.toExponential(1)} is allowed`
    : 'its shape differs, or where it is no number';
  return new EdgewiseError(
    'backend',
    `${backend} answers a golden example of the package otherwise than was recorded (${how}). Use another backend; ` +
      `if none is right, pack the model again.`,
    { backend, difference, tolerance },
  );
}
