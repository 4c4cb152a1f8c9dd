import { relativeDifference } from '../../model/compare.js';
import { encodeExamples, type Example } from '../../model/manifest/examples.js';
import { record } from '../../model/manifest/recorded.js';
import type { Tensors } from '../../model/tensor.js';
import { openRunner, type Runner } from '../engine/runner.js';
import type { PackedModel } from '../package/model-files.js';
import { perturbed } from './perturb.js';

/**
 * How closely a device has to repeat an answer, relative to its scale. wasm and WebGL with 32 bits were seen to differ by
 * 2e-4 at most on right answers; what is broken (16 bits of precision, a wrong kernel, other weights) is off by far more.
 */
export const exampleTolerance = 1e-3;

/**
 * Bytes of the examples' file, which is downloaded with the model: a quarter of the weights (or `few`), but for the first
 * example, and never more than `all`.
 */
const most = { all: 4 * 1024 * 1024, few: 64 * 1024, ofWeights: 1 / 4 };

/** Inputs that are tried before what was found has to do. */
const mostTried = 24;

export interface GoldenExamples {
  examples: readonly Example[];
  /** Sentences about what could not be had. */
  notes: readonly string[];
}

/**
 * The packed model's answers to the first of these inputs, as far as they are steady: an output that changes by half of
 * the tolerance where weights are off by a hair may change by all of it on another device. Such outputs are left out; of
 * large ones a part of the values is recorded.
 */
export async function goldenExamples(
  model: PackedModel,
  inputs: Iterable<Tensors>,
  count: number,
): Promise<GoldenExamples> {
  const examples: Example[] = [];
  let [bytes, tried, unsteady, large] = [0, 0, 0, 0];
  const room = Math.max(most.few, Math.min(most.all, weightBytes(model) * most.ofWeights));
  const [exact, other] = [await openRunner(model), await openRunner(perturbed(model))];
  try {
    for (const given of inputs) {
      if (examples.length === count || tried++ === mostTried) break;
      const outputs = await steadyAnswer(exact, other, given);
      if (!outputs) {
        unsteady += 1;
        continue;
      }
      const example = { inputs: given, outputs };
      const together = bytes + encodedBytes(example);
      if (together > (examples.length === 0 ? most.all : room)) {
        large += 1;
        // The others are hardly smaller.
        if (examples.length > 0) break;
        continue;
      }
      bytes = together;
      examples.push(example);
    }
  } finally {
    exact.dispose();
    other.dispose();
  }
  const notes: string[] = [];
  if (examples.length === 0) {
    notes.push(
      `No golden examples, by which a device could tell whether it answers rightly: of ${unsteady + large} inputs, ` +
        `${unsteady} have answers that hang on rounding, ${large} are too large. Name pictures for it with --examples.`,
    );
  }
  return { examples, notes };
}

async function steadyAnswer(exact: Runner, other: Runner, inputs: Tensors): Promise<Example['outputs'] | undefined> {
  try {
    const outputs = await exact.run(inputs);
    const others = await other.run(inputs);
    const steady = Object.entries(outputs).filter(
      ([name, value]) => isFinite(value) && relativeDifference({ [name]: value }, others) <= exampleTolerance / 2,
    );
    return steady.length > 0 ? Object.fromEntries(steady.map(([name, value]) => [name, record(value)])) : undefined;
  } catch {
    // Not every model takes every input of the right shape.
    return undefined;
  }
}

function isFinite({ data }: Tensors[string]): boolean {
  return Array.isArray(data) || data.every(Number.isFinite);
}

function weightBytes({ shards }: PackedModel): number {
  return [...shards.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function encodedBytes(example: Example): number {
  return encodeExamples([example]).length;
}
