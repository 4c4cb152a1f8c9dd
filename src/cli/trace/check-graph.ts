import { EdgewiseError } from '../../errors.js';
import { relativeDifference } from '../../model/compare.js';
import { formatShape, type Tensors, type TensorSpec } from '../../model/tensor.js';
import type { Graph } from '../graph/graph.js';
import { keepLayers } from './supported-layers.js';
import { inputsOf, triedSizes, type Limits, type Sizes } from './sizes.js';

/** What a graph answers, by the names of its outputs. */
export type RunGraph = (graph: Graph, inputs: Tensors) => Promise<Tensors>;

/** Largest difference of an output, relative to its largest value. */
export const tolerance = 1e-5;

/**
 * Holds a graph's answers against those of the layers, on seeded inputs of sizes that were not recorded.
 *
 * @throws EdgewiseError `unsupported-op` where they differ by more than `tolerance`
 */
export async function checkGraph(
  graph: Graph,
  inputs: readonly TensorSpec[],
  limits: Limits,
  run: { layers: (inputs: Tensors) => Promise<Tensors>; graph: RunGraph },
): Promise<void> {
  for (const [i, sizes] of triedSizes(inputs).entries()) {
    const given = inputsOf(inputs, sizes, 11 + i, { limits, padded: i > 0 });
    const difference = relativeDifference(await run.layers(given), await run.graph(graph, given));
    if (difference > tolerance) throw otherAnswers(sizes, difference);
  }
}

function otherAnswers(sizes: Sizes, difference: number): EdgewiseError {
  return new EdgewiseError(
    'unsupported-op',
    `The graph made from the layers answers otherwise than they do: by ${difference.toExponential(1)} of the output’s ` +
      `largest value for inputs of ${sizes.map(formatShape).join(', ')}, where ${tolerance} is allowed. ${keepLayers}.`,
    { ops: [], difference, tolerance, sizes },
  );
}
