import { isObject, type JsonObject } from '../../model/json.js';
import { sizeOf } from '../../model/tensor.js';
import { storedBytes, type WeightSpec } from '../../model/weights.js';
import { consumersOf } from '../graph/consumers.js';
import type { Graph } from '../graph/graph.js';

/** The weights that one layer, or one node of a graph, computes with. */
export interface LayerWeights {
  name: string;
  /** The class of a Keras layer, or the op of a node. */
  type: string;
  /** Numbers in its weights. */
  parameters: number;
  /** As they are stored; strings count nothing. */
  bytes: number;
}

const passing: ReadonlySet<string> = new Set(['Identity', 'StopGradient', 'Reshape', 'Cast', 'Enter']);

/** By the node that takes them (behind what only hands them on), in the order of the graph. */
export function layersOfGraph(graph: Graph, specs: readonly WeightSpec[]): LayerWeights[] {
  const consumers = consumersOf(graph);
  const userOf = (name: string): { name: string; op: string } => {
    const [first, second] = consumers.get(name) ?? [];
    if (first && !second && passing.has(first.op) && consumers.has(first.name)) return userOf(first.name);
    return first ?? { name, op: 'unused' };
  };
  return sum(
    specs.map((spec) => {
      const { name, op } = userOf(spec.name);
      return [name, op, spec];
    }),
  );
}

/** By the layer whose name stands before theirs, in the order of model.json; with layers that have none. */
export function layersOfKeras(topology: JsonObject, specs: readonly WeightSpec[]): LayerWeights[] {
  const classes = new Map<string, string>(namesAndClasses(topology));
  const owner = ({ name }: WeightSpec) => {
    const parts = name.split('/');
    // A wrapper's weights have more before their own name: `bidirectional/forward_lstm/kernel`.
    for (let length = parts.length - 1; length > 0; length--) {
      const layer = parts.slice(0, length).join('/');
      if (classes.has(layer)) return layer;
    }
    return parts.slice(0, -1).join('/') || name;
  };
  const weighted = new Map(
    sum(specs.map((spec) => [owner(spec), classes.get(owner(spec)) ?? '', spec])).map((layer) => [layer.name, layer]),
  );
  const all = [...classes].map(([name, type]) => weighted.get(name) ?? { name, type, parameters: 0, bytes: 0 });
  return [...all, ...[...weighted.values()].filter(({ name }) => !classes.has(name))];
}

function sum(weights: readonly (readonly [name: string, type: string, spec: WeightSpec])[]): LayerWeights[] {
  const layers = new Map<string, LayerWeights>();
  for (const [name, type, spec] of weights) {
    const layer = layers.get(name) ?? { name, type, parameters: 0, bytes: 0 };
    if (spec.dtype !== 'string') layer.parameters += sizeOf(spec.shape);
    layer.bytes += storedBytes(spec) ?? 0;
    layers.set(name, layer);
  }
  return [...layers.values()];
}

/** Every layer of a Keras configuration, in nested models too: there, a layer stands for what it holds. */
function* namesAndClasses(value: unknown): Generator<[name: string, className: string]> {
  if (!isObject(value)) return;
  if (isObject(value['model_config'])) yield* namesAndClasses(value['model_config']);
  const { config } = value;
  const layers = Array.isArray(config) ? config : isObject(config) ? config['layers'] : undefined;
  for (const layer of Array.isArray(layers) ? (layers as unknown[]) : []) {
    if (!isObject(layer) || !isObject(layer['config'])) continue;
    const name = layer['name'] ?? layer['config']['name'];
    const inner = [...namesAndClasses(layer)];
    if (inner.length > 0) yield* inner;
    else if (typeof name === 'string') yield [name, String(layer['class_name'])];
  }
}
