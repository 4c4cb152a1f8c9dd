import { seededInputs } from '../../model/seeded-inputs.js';
import type { Tensors, TensorSpec } from '../../model/tensor.js';
import type { Runner } from '../engine/runner.js';
import type { Graph } from '../graph/graph.js';

/**
 * A model's outputs with the dtypes that they have when they are computed: a signature may leave them out, and then says
 * nothing that a device could hold an answer against.
 */
export async function computedOutputs(runner: Runner): Promise<readonly TensorSpec[]> {
  let answers: Tensors;
  try {
    answers = await runner.run(seededInputs(runner.inputs));
  } catch {
    // Free sizes that do not go together, say: the samples that follow will fit.
    return runner.outputs;
  }
  return runner.outputs.map((spec) => ({ ...spec, dtype: answers[spec.name]?.dtype ?? spec.dtype }));
}

/** A graph whose signature says these dtypes of its outputs. */
export function withOutputDTypes(graph: Graph, specs: readonly TensorSpec[]): Graph {
  const dtypes = new Map(specs.map(({ name, dtype }) => [name, dtype]));
  const outputs = graph.outputs.map(({ tensor, spec }) => ({
    tensor,
    spec: { ...spec, dtype: dtypes.get(spec.name) ?? spec.dtype },
  }));
  return { ...graph, outputs };
}
