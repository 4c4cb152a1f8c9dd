import { EdgewiseError } from '../../errors.js';
import { relativeDifference } from '../../model/compare.js';
import { formatShape, type Tensors, type TensorSpec } from '../../model/tensor.js';
import type { Graph } from '../graph/graph.js';
import { keepLayers } from './supported-layers.js';
import { inputsOf, type Limits, type Sizes } from './sizes.js';

/** What a graph answers, by the names of its outputs. */
export type RunGraph = (graph: Graph, inputs: Tensors) => Promise<Tensors>;

/** Largest difference of an output, relative to its largest value. */
export const tolerance = 1e-5;

/**
 * Holds a graph's answers against those of the layers, on seeded inputs.
 *
 * @param sizes other ones than were recorded
 *
 * @throws EdgewiseError `unsupported-op` where they differ by more than `tolerance`
 */
export async function checkGraph(
  graph: Graph,
  { inputs, sizes, limits }: { inputs: readonly TensorSpec[]; sizes: readonly Sizes[]; limits: Limits },
  run: { layers: (inputs: Tensors) => Promise<Tensors>; graph: RunGraph },
): Promise<void> {
  const answers: Answers[] = [];
  for (const [i, shapes] of sizes.entries()) {
    const given = inputsOf(inputs, shapes, 11 + i, { limits, padded: i > 0 });
    answers.push({ layers: await run.layers(given), graph: await run.graph(graph, given) });
  }
  const difference = overallDifference(answers);
  if (!(difference <= tolerance)) throw otherAnswers(sizes, difference);
}

/** What both answered to the same inputs. */
export interface Answers {
  layers: Tensors;
  graph: Tensors;
}

/**
 * The largest difference of an output in several runs, relative to its largest value in all of them: the probability of
 * one sample may be next to nothing by chance. Infinity where names or shapes differ.
 */
export function overallDifference(answers: readonly Answers[]): number {
  if (answers.some(({ layers, graph }) => shapesOf(layers) !== shapesOf(graph))) return Infinity;
  return relativeDifference(joined(answers.map(({ layers }) => layers)), joined(answers.map(({ graph }) => graph)));
}

function shapesOf(tensors: Tensors): string {
  const shapes = Object.entries(tensors).map(([name, { shape, dtype }]) => [name, dtype, shape]);
  return JSON.stringify(shapes.sort());
}

/** Each output's values of all runs, one after the other. */
function joined(runs: readonly Tensors[]): Tensors {
  return Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((name) => {
      const parts = runs.flatMap((run) => [...((run[name]?.data ?? []) as Float32Array)]);
      return [name, { data: Float32Array.from(parts), shape: [parts.length], dtype: 'float32' }];
    }),
  );
}

function otherAnswers(sizes: readonly Sizes[], difference: number): EdgewiseError {
  return new EdgewiseError(
    'unsupported-op',
    `The graph made from the layers answers otherwise than they do: by ${difference.toExponential(1)} of the output’s ` +
      `largest value for inputs of ${sizes.map((shapes) => shapes.map(formatShape).join(' and ')).join(', ')}, where ${tolerance} is allowed. ${keepLayers}.`,
    { ops: [], difference, tolerance, sizes },
  );
}
