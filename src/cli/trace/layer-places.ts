import type { LayersModel } from '@tensorflow/tfjs-layers';

export type Layer = LayersModel['layers'][number];

/** A layer within a model. */
export interface LayerPlace {
  /** `encoder/conv1` for the layer `conv1` of a nested model `encoder`. */
  readonly path: string;
  /** As Keras names it: `Conv2D`. */
  readonly className: string;
}

/** Where TF.js computes outside of any layer. */
export const wholeModel: LayerPlace = { path: 'model', className: 'Model' };

/** Layers that other layers consist of, by the fields that TF.js keeps them in. */
interface Parts {
  layers?: readonly Layer[];
  layer?: Layer;
  forwardLayer?: Layer;
  backwardLayer?: Layer;
  cell?: Layer;
  cells?: readonly Layer[];
}

/** Every layer of a model, with those of nested models, the ones inside wrappers, and the cells of recurrent layers. */
export function placesOf(model: LayersModel): ReadonlyMap<Layer, LayerPlace> {
  const places = new Map<Layer, LayerPlace>();
  visit(model, '', places);
  places.delete(model);
  return places;
}

function visit(layer: Layer, path: string, places: Map<Layer, LayerPlace>): void {
  // A shared layer goes by the first of its places.
  if (places.has(layer)) return;
  places.set(layer, { path, className: layer.getClassName() });
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer, cell, cells = [] } = layer as unknown as Parts;
  const within = (part: Layer) => (path === '' ? part.name : `${path}/${part.name}`);
  for (const part of layers) visit(part, within(part), places);
  // A layer of both directions keeps the one that it was made from as well, which never runs.
  if (forwardLayer && backwardLayer) {
    for (const part of [forwardLayer, backwardLayer]) visit(part, within(part), places);
  } else if (wrapped) visit(wrapped, within(wrapped), places);
  // A cell's name says nothing that its layer's does not.
  for (const part of cell ? [cell] : cells) visit(part, path, places);
}
