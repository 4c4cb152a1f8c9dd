import { EdgewiseError } from '../errors.js';
import { relativeDifference } from '../model/compare.js';
import { parseExamples, type Example } from '../model/manifest/examples.js';
import type { Tensors } from '../model/tensor.js';
import { shardUrl } from '../model/url.js';
import type { VerifiedModel } from '../model/verified-model.js';

/** What a package says that its model answers. */
export interface Golden {
  /** Those that were not asked yet. */
  left: Example[];
  /** How far an answer may be off, relative to the scale of each output. */
  tolerance: number;
}

/** Null for a model without golden examples. */
export function goldenOf({ url, manifest, examples }: VerifiedModel): Golden | null {
  if (!manifest?.examples || !examples) return null;
  const file = manifest.artifacts.find(({ role }) => role === 'examples')?.file ?? '';
  return { left: parseExamples(examples, shardUrl(url, file)), tolerance: manifest.examples.tolerance };
}

/** Whether an answer is the one that was recorded. */
export function repeats(
  { outputs }: Example,
  answer: Tensors,
  { tolerance }: Golden,
): { agreed: boolean; difference: number } {
  const difference = relativeDifference(outputs, answer);
  return { agreed: difference <= tolerance, difference };
}

/** The error of a backend that answers something else. */
export function contradiction(url: string, difference: number, { tolerance }: Golden): EdgewiseError {
  const how = Number.isFinite(difference)
    ? `differs by ${difference.toExponential(1)} of its scale, where ${tolerance.toExponential(1)} is allowed`
    : 'is of another kind: its shape, or where it is no number';
  return new EdgewiseError(
    'backend',
    `The answer to a golden example of ${url} ${how}. "edgewise verify" says whether this device or the package is at fault.`,
    { url, difference, tolerance },
  );
}
