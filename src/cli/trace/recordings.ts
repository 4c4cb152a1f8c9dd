import { dispose, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EdgewiseError, messageOf } from '../../errors.js';
import { formatShape, type TensorSpec } from '../../model/tensor.js';
import type { OpenModel } from '../../runtime/open-model.js';
import { createConstants, type Constants } from './constants.js';
import type { Layer, LayerPlace } from './layer-places.js';
import { record, type Recordable } from './record.js';
import type { Recording } from './recording.js';
import { inputsOf, plansFor, type Sizes } from './sizes.js';
import { keepLayers } from './supported-layers.js';

export interface Recorded {
  recordings: [Recording, ...Recording[]];
  /** Other sizes that the model runs on, to try the graph with. */
  tried: readonly Sizes[];
}

/** Runs a model of layers on seeded inputs of every size that tells something, and notes what it computes. */
export function recordingsOf(layers: LayersModel, places: ReadonlyMap<Layer, LayerPlace>, model: OpenModel): Recorded {
  const { inputs } = model;
  const recordable: Recordable = {
    places,
    weights: new Map(layers.weights.map((weight) => [weight.read().id, weight.originalName])),
    run: (tensors) =>
      model.execute(Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i] as Tensor]))) as Tensor[],
  };
  const constants = createConstants();
  const errors: unknown[] = [];
  for (const { recorded, tried } of plansFor(inputs)) {
    try {
      const recordings = recorded.map((sizes, i) =>
        recordedOnce(recordable, { inputs, sizes, seed: i + 1, constants }),
      );
      return { recordings: recordings as Recorded['recordings'], tried };
    } catch (error) {
      errors.push(error);
    }
  }
  // The first way that sizes every axis alike is the one to understand.
  throw errors[1] ?? errors[0];
}

interface RecordedRun {
  inputs: readonly TensorSpec[];
  sizes: Sizes;
  seed: number;
  constants: Constants;
}

function recordedOnce(model: Recordable, { inputs, sizes, seed, constants }: RecordedRun): Recording {
  const values = inputsOf(inputs, sizes, seed, { limits: new Map() });
  const given = inputs.map(({ name }) => {
    const value = values[name];
    if (!value) throw new Error(`There is no value for ${name}.`);
    return tensor(value.data, [...value.shape], value.dtype);
  });
  try {
    return record(model, given, constants);
  } catch (error) {
    throw error instanceof EdgewiseError ? error : cannotRun(error, inputs, sizes);
  } finally {
    dispose(given);
  }
}

function cannotRun(error: unknown, inputs: readonly TensorSpec[], sizes: Sizes): EdgewiseError {
  const kernel = /Kernel '(\w+)' not registered/.exec(messageOf(error))?.[1];
  if (kernel !== undefined) {
    return new EdgewiseError(
      'unsupported-op',
      `The model computes ${kernel}, for which TF.js has no kernel on wasm. ${keepLayers}.`,
      { ops: [kernel] },
      error,
    );
  }
  const open = inputs.some(({ shape }) => shape.slice(1).includes(null));
  return new EdgewiseError(
    'unsupported-op',
    `TF.js cannot run the model on inputs of ${sizes.map(formatShape).join(' and ')}: ${sentence(messageOf(error))}` +
      `${open ? ' Give its inputs a fixed size.' : ''} ${keepLayers}.`,
    { ops: [], sizes },
    error,
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
