import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { startEngine } from '../../../src/cli/engine/engine.js';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { Graph } from '../../../src/cli/graph/graph.js';
import type { SourceModel } from '../../../src/cli/source/source-model.js';
import { traceLayersModel } from '../../../src/cli/trace/trace-layers-model.js';
import { relativeDifference } from '../../../src/model/compare.js';
import { sizeOf, type Tensors, type TensorSpec } from '../../../src/model/tensor.js';
import { addChainedOps } from '../models/chained-ops.js';
import { randomNumbers } from '../models/random.js';
import { runGraph } from './graph-files.js';
import { savedLayers } from './layers-source.js';

export interface Traced {
  source: SourceModel;
  graph: Graph;
  /** The largest difference from the layers' answers, relative to an output's largest value, for batches of 1, 2 and 5. */
  difference: number;
  /** Tensors that were left behind. */
  leaked: number;
  /** Classes of all layers of the model. */
  ops: string[];
}

/** How the values of an input are drawn. */
export type Draw = (next: () => number, spec: TensorSpec) => number;

/** Traces a model of layers and runs both, the layers and the graph. */
export async function traced(build: () => tfl.LayersModel, draw: Draw = (next) => next()): Promise<Traced> {
  await startEngine();
  addChainedOps();
  return tracedSource(await savedLayers(build()), draw);
}

export async function tracedSource(source: SourceModel, draw: Draw = (next) => next(), free = 32): Promise<Traced> {
  await startEngine();
  const before = tf.memory().numTensors;
  const graph = await traceLayersModel(source, runGraph);
  const leaked = tf.memory().numTensors - before;
  let difference = 0;
  for (const batch of [1, 2, 5]) {
    const [layers, ours, inputs] = await answers(source, graph, (spec) => drawn(spec, batch, free, draw));
    void inputs;
    difference = Math.max(difference, relativeDifference(layers, ours));
  }
  return { source, graph, difference, leaked, ops: [...new Set([...graph.nodes.values()].map(({ op }) => op))].sort() };
}

/** The layers' answers and the graph's, for the same inputs. */
export async function answers(
  source: SourceModel,
  graph: Graph,
  make: (spec: TensorSpec) => Tensors[string],
): Promise<[Tensors, Tensors, Tensors]> {
  const runner = await openRunner(source);
  try {
    const inputs = Object.fromEntries(runner.inputs.map((spec) => [spec.name, make(spec)]));
    return [await runner.run(inputs), await runGraph(graph, inputs), inputs];
  } finally {
    runner.dispose();
  }
}

function drawn(spec: TensorSpec, batch: number, free: number, draw: Draw): Tensors[string] {
  const shape = spec.shape.map((size, axis) => size ?? (axis === 0 ? batch : free));
  const next = randomNumbers(batch * 17 + spec.name.length);
  const length = sizeOf(shape);
  const numbers = Array.from({ length }, () => draw(next, spec));
  const data = spec.dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return { data, shape, dtype: spec.dtype };
}
