import type { Tensors } from '../../model/tensor.js';
import type { InputTransform } from '../../model/transforms/transforms.js';
import type { Runner } from '../engine/runner.js';
import type { LabelledGate } from '../evaluate/labelled-gate.js';
import { readPictureInputs } from '../evaluate/picture-inputs.js';
import { syntheticRows } from '../examples/synthetic-rows.js';
import { seededInputsFor } from './choose-gate.js';
import type { PackOptions } from './options.js';

export const defaultExamples = 3;

/** As many as `goldenExamples` tries. */
const candidates = 24;

export interface ExampleInputs {
  inputs: readonly Tensors[];
  count: number;
  warnings: readonly string[];
}

/**
 * What golden examples are made from. Whoever gets the package can read them, so nobody's data becomes one unasked:
 *
 * - the pictures that are named for it (`examples`), all of them;
 * - with `includeRows`, samples of the evaluation as they are, with a warning;
 * - else, for lists of numbers, rows that are drawn number by number from how the samples are distributed;
 * - else pictures or numbers that are made up by seed.
 */
export async function exampleInputs(
  packed: Pick<Runner, 'inputs'>,
  labelled: LabelledGate | undefined,
  { examples = [], includeRows = false, range }: PackOptions,
  transform: InputTransform | undefined,
): Promise<ExampleInputs> {
  if (examples.length > 0) {
    const pictures = await readPictureInputs(packed.inputs, examples, { range, transform });
    const warning = `The package holds ${examples.length} pictures that you named for it; whoever gets it can see them.`;
    return { inputs: pictures.map(({ inputs }) => inputs), count: pictures.length, warnings: [warning] };
  }
  if (includeRows && labelled) {
    const inputs: Tensors[] = [];
    for await (const sample of labelled.samples.each()) if (inputs.push(sample.inputs) === candidates) break;
    const warning = `The package holds samples of the evaluation as they are; whoever gets it can read them.`;
    return { inputs, count: defaultExamples, warnings: [warning] };
  }
  const made = labelled && (await syntheticRows(labelled.samples, candidates));
  if (made) return { inputs: made, count: defaultExamples, warnings: [] };
  if (packed.inputs.some(({ anyRank, optional }) => anyRank && !optional)) {
    const warning = 'No golden examples: an input may have any shape. Give samples with --evaluate and --include-rows.';
    return { inputs: [], count: defaultExamples, warnings: [warning] };
  }
  const inputs = Array.from({ length: candidates }, (_, i) => seededInputsFor(packed, i + 1, range));
  return { inputs, count: defaultExamples, warnings: [] };
}
