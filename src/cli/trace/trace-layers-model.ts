import { dispose, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EdgewiseError, messageOf } from '../../errors.js';
import { formatShape, type TensorSpec } from '../../model/tensor.js';
import { compute } from '../../runtime/compute.js';
import { layerClasses, loadLayers, openModelOf } from '../../runtime/layers-model.js';
import type { OpenModel } from '../../runtime/open-model.js';
import { startEngine } from '../engine/engine.js';
import { asVerified } from '../engine/runner.js';
import type { Graph } from '../graph/graph.js';
import type { SourceModel } from '../source/source-model.js';
import { checkGraph, type RunGraph } from './check-graph.js';
import { createConstants, type Constants } from './constants.js';
import { placesOf, type Layer, type LayerPlace } from './layer-places.js';
import { createNames } from './names.js';
import { programOf } from './program.js';
import { record, type Recordable } from './record.js';
import type { Recording } from './recording.js';
import { inputsOf, recordedSizes, type Sizes } from './sizes.js';
import { storedWeights } from './stored-weights.js';
import { keepLayers, refuseStateful, refuseUnsupported } from './supported-layers.js';
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
  const places = placesOf(layers);
  try {
    refuseUnsupported(
      [...places.values()].map(({ className }) => className),
      source.file,
    );
    refuseStateful(places, source.file);
    const model = named(openModelOf(layers));
    const recordings = recordingsOf(layers, places, model);
    const graph = writeProgram(programOf(recordings), {
      file: source.file,
      inputs: model.inputs,
      outputs: model.outputs,
      stored: storedWeights(source, new Set(layers.weights.map(({ originalName }) => originalName))),
    });
    const limits = limitsOf(recordings[0], model.inputs);
    await checkGraph(graph, model.inputs, limits, { layers: (inputs) => compute(model, inputs), graph: run });
    return graph;
  } finally {
    disposeOf(layers, places);
  }
}

/** An output that shares its layer with another one shares its name as well, which no signature can hold. */
function named(model: OpenModel): OpenModel {
  const once = createNames((name) => name);
  return { ...model, outputs: model.outputs.map((output) => ({ ...output, name: once(output.name) })) };
}

function recordingsOf(
  layers: LayersModel,
  places: ReadonlyMap<Layer, LayerPlace>,
  { inputs, execute }: OpenModel,
): [Recording, ...Recording[]] {
  const recordable: Recordable = {
    places,
    weights: new Map(layers.weights.map((weight) => [weight.read().id, weight.originalName])),
    run: (tensors) =>
      execute(Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i] as Tensor]))) as Tensor[],
  };
  const constants = createConstants();
  return recordedSizes(inputs).map((sizes, i) => recorded(recordable, { inputs, sizes, seed: i + 1, constants })) as [
    Recording,
    ...Recording[],
  ];
}

interface RecordedRun {
  inputs: readonly TensorSpec[];
  sizes: Sizes;
  seed: number;
  constants: Constants;
}

function recorded(model: Recordable, { inputs, sizes, seed, constants }: RecordedRun): Recording {
  const values = inputsOf(inputs, sizes, seed, { limits: new Map() });
  const given = inputs.map(({ name }) => {
    const value = values[name];
    if (!value) throw new Error(`There is no value for ${name}.`);
    return tensor(value.data, [...value.shape], value.dtype);
  });
  try {
    return record(model, given, constants);
  } catch (error) {
    throw error instanceof EdgewiseError ? error : cannotRun(error, sizes);
  } finally {
    dispose(given);
  }
}

function cannotRun(error: unknown, sizes: Sizes): EdgewiseError {
  const kernel = /Kernel '(\w+)' not registered/.exec(messageOf(error))?.[1];
  if (kernel !== undefined) {
    return new EdgewiseError(
      'unsupported-op',
      `The model computes ${kernel}, for which TF.js has no kernel on wasm. ${keepLayers}.`,
      { ops: [kernel] },
      error,
    );
  }
  return new EdgewiseError(
    'unsupported-op',
    `The model does not run on inputs of ${sizes.map(formatShape).join(', ')}: ${messageOf(error)} Give its inputs a ` +
      `fixed size. ${keepLayers}.`,
    { ops: [], sizes },
    error,
  );
}

/** The cells of recurrent layers keep masks for dropout even where they drop nothing. */
function disposeOf(layers: LayersModel, places: ReadonlyMap<Layer, LayerPlace>): void {
  for (const layer of places.keys()) {
    const cell = layer as unknown as Partial<Record<'dropoutMask' | 'recurrentDropoutMask', Tensor | Tensor[] | null>>;
    for (const mask of [cell.dropoutMask, cell.recurrentDropoutMask]) if (mask) dispose(mask);
  }
  layers.dispose();
}
