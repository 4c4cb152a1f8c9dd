import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { startEngine } from '../../../src/cli/engine/engine.js';
import { openRunner } from '../../../src/cli/engine/runner.js';
import type { Graph } from '../../../src/cli/graph/graph.js';
import type { SourceModel } from '../../../src/cli/source/source-model.js';
import { overallDifference, type Answers } from '../../../src/cli/trace/check-graph.js';
import { placesOf } from '../../../src/cli/trace/layer-places.js';
import { traceLayersModel } from '../../../src/cli/trace/trace-layers-model.js';
import { sizeOf, type Tensors, type TensorSpec } from '../../../src/model/tensor.js';
import { addChainedOps } from '../models/chained-ops.js';
import { randomNumbers } from '../models/random.js';
import { runGraph } from './graph-files.js';
import { savedLayers, seedWeights } from './layers-source.js';

export interface Traced {
  source: SourceModel;
  graph: Graph;
  /** The largest difference from the layers' answers, relative to an output's largest value, for batches of 1, 2 and 5. */
  difference: number;
  /** Tensors that were left behind. */
  leaked: number;
  /** Of the graph's nodes. */
  ops: string[];
  /** Of the model's layers. */
  classes: string[];
}

/** How the values of an input are drawn. */
export type Draw = (next: () => number, spec: TensorSpec) => number;

export interface TraceOptions {
  /** Saved as Keras itself writes it. */
  keras?: boolean;
  /** What open dimensions behind the batch are set to when both are run. */
  free?: number;
}

/** Traces a model of layers and runs both, the layers and the graph. */
export async function traced(
  build: () => tfl.LayersModel,
  draw?: Draw,
  { keras = false, free = 32 }: TraceOptions = {},
): Promise<Traced> {
  await startEngine();
  addChainedOps();
  const model = seedWeights(build(), 100);
  // Cells of recurrent layers are layers as well, though none is in model.json.
  const built = [...placesOf(model).values()].map(({ className }) => className);
  const answer = await tracedSource(await savedLayers(model, { keras }), draw, free);
  return { ...answer, classes: [...new Set([...answer.classes, ...built])] };
}

export async function tracedSource(source: SourceModel, draw: Draw = (next) => next(), free = 32): Promise<Traced> {
  await startEngine();
  const before = tf.memory().numTensors;
  const graph = await traceLayersModel(source, runGraph);
  const leaked = tf.memory().numTensors - before;
  const difference = await compared(source, graph, draw, free);
  return {
    ...{ source, graph, difference, leaked },
    ops: [...new Set([...graph.nodes.values()].map(({ op }) => op))].sort(),
    classes: classesIn(source.json.topology),
  };
}

/** Every class with a configuration in a saved model, but those that are no layers. */
function classesIn(topology: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(topology, (key, value: { class_name?: string } | null) => {
    const isLayer = !/initializer|regularizer|constraint|optimizer/.test(key);
    if (isLayer && typeof value?.class_name === 'string') found.push(value.class_name);
    return isLayer ? value : undefined;
  });
  return [...new Set(found)];
}

/** How far a graph is from the layers, for batches of 1, 2 and 5. */
export async function compared(
  source: SourceModel,
  graph: Graph,
  draw: Draw = (next) => next(),
  free = 32,
): Promise<number> {
  const both: Answers[] = [];
  for (const batch of [1, 2, 5]) both.push(await answers(source, graph, (spec) => drawn(spec, batch, free, draw)));
  return overallDifference(both);
}

/** The layers' answers and the graph's, for the same inputs. */
export async function answers(
  source: SourceModel,
  graph: Graph,
  make: (spec: TensorSpec) => Tensors[string],
): Promise<Answers> {
  const runner = await openRunner(source);
  try {
    const inputs = Object.fromEntries(runner.inputs.map((spec) => [spec.name, make(spec)]));
    return { layers: await runner.run(inputs), graph: await runGraph(graph, inputs) };
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
