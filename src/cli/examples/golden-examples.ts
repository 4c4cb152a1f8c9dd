import { relativeDifference } from '../../model/compare.js';
import { encodeExamples, type Example } from '../../model/manifest/examples.js';
import type { Tensors } from '../../model/tensor.js';
import { openRunner, type Runner } from '../engine/runner.js';
import type { PackedModel } from '../package/model-files.js';
import { perturbed } from './perturb.js';

/**
 * How closely a device has to repeat an answer, relative to its scale. wasm and WebGL with 32 bits were seen to differ by
 * 2e-4 at most on right answers; what is broken (16 bits of precision, a wrong kernel, other weights) is off by far more.
 */
export const exampleTolerance = 1e-3;

/** Bytes of all examples in their file: a small part of a model, and downloaded with it. */
const mostBytes = 4 * 1024 * 1024;

/** Inputs that are tried before what was found has to do. */
const mostTried = 24;

export interface GoldenExamples {
  examples: readonly Example[];
  /** Sentences about what could not be had. */
  notes: readonly string[];
}

/**
 * The packed model's answers to the first of these inputs that are steady: where weights that are off by a hair change
 * the answer by more than the tolerance, another device's rounding may as well. Outputs that are too large are left out,
 * the largest first, as long as one is left.
 */
export async function goldenExamples(
  model: PackedModel,
  inputs: Iterable<Tensors>,
  count: number,
): Promise<GoldenExamples> {
  const examples: Example[] = [];
  let [bytes, tried, unsteady, large] = [0, 0, 0, 0];
  const [exact, other] = [await openRunner(model), await openRunner(perturbed(model))];
  try {
    for (const given of inputs) {
      if (examples.length === count || tried++ === mostTried) break;
      const outputs = await steadyAnswer(exact, other, given);
      if (!outputs) {
        unsteady += 1;
        continue;
      }
      const example = fitted({ inputs: given, outputs }, mostBytes / count);
      if (!example || bytes + encodedBytes(example) > mostBytes) {
        large += 1;
        continue;
      }
      bytes += encodedBytes(example);
      examples.push(example);
    }
  } finally {
    exact.dispose();
    other.dispose();
  }
  const notes: string[] = [];
  if (examples.length < count) {
    notes.push(
      `${examples.length} of ${count} golden examples: of ${examples.length + unsteady + large} inputs, ${unsteady} have ` +
        `answers that hang on rounding, ${large} are too large.`,
    );
  }
  return { examples, notes };
}

async function steadyAnswer(exact: Runner, other: Runner, inputs: Tensors): Promise<Tensors | undefined> {
  try {
    const outputs = await exact.run(inputs);
    const difference = relativeDifference(outputs, await other.run(inputs));
    return difference <= exampleTolerance && Object.values(outputs).every(isFinite) ? outputs : undefined;
  } catch {
    // Not every model takes every input of the right shape.
    return undefined;
  }
}

function isFinite({ data }: Tensors[string]): boolean {
  return Array.isArray(data) || data.every(Number.isFinite);
}

/** Without its largest outputs, where it takes too many bytes with them; undefined where its inputs alone do. */
function fitted(example: Example, most: number): Example | undefined {
  const bySize = Object.entries(example.outputs).sort(([, a], [, b]) => a.data.length - b.data.length);
  for (let kept = bySize.length; kept > 0; kept--) {
    const names = new Set(bySize.slice(0, kept).map(([name]) => name));
    const outputs = Object.fromEntries(Object.entries(example.outputs).filter(([name]) => names.has(name)));
    const smaller = { inputs: example.inputs, outputs };
    if (encodedBytes(smaller) <= most) return smaller;
  }
  return undefined;
}

function encodedBytes(example: Example): number {
  return encodeExamples([example]).length;
}
