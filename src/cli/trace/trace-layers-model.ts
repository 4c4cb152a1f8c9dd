import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { compute } from '../../runtime/compute.js';
import { layerClasses, loadLayers, openModelOf } from '../../runtime/layers-model.js';
import type { OpenModel } from '../../runtime/open-model.js';
import { startEngine } from '../engine/engine.js';
import { asVerified } from '../engine/runner.js';
import type { Graph } from '../graph/graph.js';
import type { SourceModel } from '../source/source-model.js';
import { checkGraph, type RunGraph } from './check-graph.js';
import { placesOf, type Layer } from './layer-places.js';
import { createNames } from './names.js';
import { programOf } from './program.js';
import { recordingsOf } from './recordings.js';
import { storedWeights } from './stored-weights.js';
import { refuseStateful, refuseUnsupported } from './supported-layers.js';
import { limitsOf } from './table-limits.js';
import { writeProgram } from './write-program.js';

/**
 * Turns a model of layers into a graph that computes the same: it is run on seeded inputs of several sizes while TF.js's
 * engine is listened to, and what the runs have in common is written down. Inputs and outputs keep their names; every size
 * that the model leaves open stays open.
 *
 * @param run computes a graph, to hold its answers against the layers'
 * @throws EdgewiseError `unsupported-op` where a layer, a kernel or the way of a size does not become a graph
 */
export async function traceLayersModel(source: SourceModel, run: RunGraph): Promise<Graph> {
  refuseUnsupported(layerClasses(source.json.topology), source.file);
  await startEngine();
  const layers = await loadLayers(asVerified(source), source.json);
  const model = named(openModelOf(layers));
  const places = placesOf(layers);
  try {
    refuseUnsupported(
      [...places.values()].map(({ className }) => className),
      source.file,
    );
    refuseStateful(places, source.file);
    const { recordings, tried } = recordingsOf(layers, places, model);
    const graph = writeProgram(programOf(recordings), {
      file: source.file,
      inputs: model.inputs,
      outputs: model.outputs,
      stored: storedWeights(source, new Set(layers.weights.map(({ originalName }) => originalName))),
    });
    const limits = limitsOf(recordings[0], model.inputs);
    await checkGraph(
      graph,
      { inputs: model.inputs, sizes: tried, limits },
      {
        layers: (inputs) => compute(model, inputs),
        graph: run,
      },
    );
    return graph;
  } finally {
    disposeOfKept(places.keys());
    model.dispose();
  }
}

/** An output that shares its layer with another one shares its name as well, which no signature can hold. */
function named(model: OpenModel): OpenModel {
  const once = createNames((name) => name);
  return { ...model, outputs: model.outputs.map((output) => ({ ...output, name: once(output.name) })) };
}

/** What recurrent layers and their cells keep outside of any scope: states, and masks for dropout even where none is. */
const keptFields = ['states_', 'dropoutMask', 'recurrentDropoutMask'] as const;

function disposeOfKept(layers: Iterable<Layer>): void {
  for (const layer of layers) {
    const kept = layer as unknown as Partial<Record<(typeof keptFields)[number], Tensor | Tensor[] | null>>;
    for (const field of keptFields) dispose(kept[field] ?? []);
  }
}
