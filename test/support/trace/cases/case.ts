import * as tfl from '@tensorflow/tfjs-layers';
import type { Draw } from '../traced.js';

/** A model of layers that has to become a graph. */
export interface LayerCase {
  name: string;
  build: () => tfl.LayersModel;
  /** Values of its inputs; from -1 to 1 where nothing is said. */
  draw?: Draw;
  /** Saved as Keras itself writes it. */
  keras?: true;
  /** Ops that the graph must have. */
  has?: readonly string[];
  /** Ops that it must not have. */
  lacks?: readonly string[];
}

export type Layer = tfl.LayersModel['layers'][number];
type Shape = readonly (number | null)[];

/** Layers one after the other behind one input. */
export function stack(shape: Shape, ...layers: readonly (() => Layer)[]): () => tfl.LayersModel {
  return () => {
    const input = tfl.input({ shape: [...shape], name: 'x' });
    const output = layers.reduce((value, layer) => layer().apply(value) as tfl.SymbolicTensor, input);
    return tfl.model({ inputs: input, outputs: output });
  };
}

/** Several inputs into one layer. */
export function merged(layer: () => Layer, ...shapes: readonly Shape[]): () => tfl.LayersModel {
  return () => {
    const inputs = shapes.map((shape, i) => tfl.input({ shape: [...shape], name: `x${String(i)}` }));
    return tfl.model({ inputs, outputs: layer().apply(inputs) as tfl.SymbolicTensor });
  };
}

/** Whole numbers from 0, as places in a table. */
export const below =
  (limit: number): Draw =>
  (next) =>
    Math.floor(((next() + 1) / 2) * limit);

/** Zero where a sequence is padded: in half of the places. */
export const withZeros: Draw = (next) => {
  const value = next();
  return value < 0 ? 0 : value;
};
