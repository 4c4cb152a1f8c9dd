import type { QuantizationSummary, QuantizedTensor, StoredScheme } from '../../model/manifest/manifest.js';
import { smallestQuantized } from '../../model/quantization.js';
import { sizeOf } from '../../model/tensor.js';
import { constantNode } from '../graph/constant.js';
import type { Graph, GraphNode, Weight } from '../graph/graph.js';
import { plainBytes } from '../graph/weight-bytes.js';
import { int8ByChannel } from './int8.js';
import { perChannelWeights, type PerChannel } from './per-channel.js';
import { relativeError } from './relative-error.js';
import { scaleAfter } from './scale-after.js';
import { schemeOf, type QuantizeScheme } from './scheme.js';
import { isQuantizable, keepWeight, storeWeight, storingError, type StoredTensor } from './store-weight.js';

/** A graph with every weight in the bytes that are written. */
export interface StoredGraph extends Graph {
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

export interface QuantizedGraph {
  graph: StoredGraph;
  summary: QuantizationSummary;
}

/** Weights that get another scheme than the rest, by name. */
export type Exceptions = ReadonlyMap<string, StoredScheme>;

/**
 * Stores every weight of a graph. For int8 the graph changes too: a Mul by the channels' scales follows each convolution
 * and matrix product, and what is fused with one is taken apart. Weights that int8 does not suit become uint8.
 *
 * @throws EdgewiseError `input` where a weight cannot be stored so, by its name
 */
export function quantizeGraph(
  graph: Graph,
  scheme: QuantizeScheme,
  exceptions: Exceptions = new Map(),
): QuantizedGraph {
  const wanted = (name: string): QuantizeScheme => exceptions.get(name) ?? scheme;
  const forInt8 = [...graph.weights].flatMap(([name, weight]) =>
    wanted(name) === 'int8' && isQuantizable(weight) && !isSmallAlready(weight) ? [name] : [],
  );
  const byChannel = new Map(perChannelWeights(graph, forInt8).map((found) => [found.name, found]));
  const nodes = new Map(graph.nodes);
  const weights = new Map<string, StoredTensor>();
  const rows = new Map<string, QuantizedTensor>();
  for (const [name, weight] of graph.weights) {
    const found = byChannel.get(name);
    const { stored, row } = found
      ? scaled(name, weight, found, nodes, weights)
      : plainlyStored(name, weight, wanted(name));
    weights.set(name, stored);
    rows.set(name, row);
  }
  // Scales of very many channels are large weights themselves.
  const tensors = [...weights].flatMap(([name, weight]) => {
    if (weight.dtype !== 'float32' || sizeOf(weight.shape) < smallestQuantized) return [];
    return [rows.get(name) ?? plainRow(name, weight, 0)];
  });
  return {
    graph: { ...graph, nodes, weights },
    summary: {
      float32Bytes: [...graph.weights.values()].reduce((sum, weight) => sum + plainBytes(weight).byteLength, 0),
      storedBytes: [...weights.values()].reduce((sum, { stored }) => sum + stored.bytes.byteLength, 0),
      tensors,
    },
  };
}

interface Row {
  stored: StoredTensor;
  row: QuantizedTensor;
}

function plainlyStored(name: string, weight: Weight, scheme: QuantizeScheme): Row {
  const stored =
    scheme === 'keep' ? keepWeight(name, weight) : storeWeight(name, weight, scheme === 'int8' ? 'uint8' : scheme);
  return { stored, row: plainRow(name, stored, storingError(weight, stored)) };
}

function plainRow(name: string, { stored }: StoredTensor, error: number): QuantizedTensor {
  return { name, scheme: schemeOf(stored.quantization), bytes: stored.bytes.byteLength, error };
}

/** Puts the scales behind the weight's consumers, and among the weights. */
function scaled(
  name: string,
  weight: Weight,
  { channels, consumers }: PerChannel,
  nodes: Map<string, GraphNode>,
  weights: Map<string, StoredTensor>,
): Row {
  const original = weight.values as Float32Array;
  const { bytes, values, scales, read } = int8ByChannel(name, original, channels);
  const unused = (wish: string) => {
    let free = wish;
    for (let i = 1; nodes.has(free); i++) free = `${wish}_${i}`;
    return free;
  };
  const scalesName = unused(`${name}/scales`);
  const factors: Weight = { shape: [channels.count], dtype: 'float32', values: scales };
  nodes.set(scalesName, constantNode(scalesName, factors));
  weights.set(scalesName, { ...factors, stored: { bytes: plainBytes(factors) } });
  for (const consumer of consumers) {
    for (const node of scaleAfter(consumer, scalesName, unused)) nodes.set(node.name, node);
  }
  const { shape, dtype } = weight;
  const quantization = { dtype: 'uint8', scale: 1, min: -127 } as const;
  return {
    stored: { shape, dtype, values, stored: { bytes, quantization } },
    row: { name, scheme: 'int8', bytes: bytes.byteLength, error: relativeError(original, read) },
  };
}

/** Bytes of the source that are one a value are taken over as they are. */
function isSmallAlready({ stored }: Weight): boolean {
  return stored?.quantization?.dtype === 'uint8';
}
