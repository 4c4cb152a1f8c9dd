import { EdgewiseError } from '../../errors.js';
import type { QuantizationSummary } from '../../model/manifest/manifest.js';
import { sizeOf } from '../../model/tensor.js';
import { smallestQuantized } from '../../model/quantization.js';
import type { Graph, Weight } from '../graph/graph.js';
import { readWeights } from '../graph/read-weights.js';
import { plainBytes } from '../graph/weight-bytes.js';
import { graphModelFiles, layersModelFiles, type PackedModel } from '../package/model-files.js';
import type { SourceModel } from '../source/source-model.js';
import { quantizeGraph, type Exceptions } from './quantize-graph.js';
import { schemeOf, type QuantizeScheme } from './scheme.js';
import { keepWeight, storeWeight, storingError, type StoredTensor } from './store-weight.js';

/** A model whose weights can be stored this way or that. */
export interface Storing {
  /** The weights that can be stored in fewer bytes than float32, and by how many nodes each is used. */
  weights: ReadonlyMap<string, { weight: Weight; uses: number }>;
  /** Whether int8 by channel is possible. */
  int8: boolean;
  store: (scheme: QuantizeScheme, exceptions?: Exceptions) => Promise<StoredModel>;
}

export interface StoredModel {
  model: PackedModel;
  summary: QuantizationSummary;
}

export function graphStoring(graph: Graph, shardBytes?: number): Storing {
  const uses = new Map<string, number>();
  for (const { inputs } of graph.nodes.values()) {
    for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  return {
    weights: largeWeights(graph.weights, (name) => uses.get(name) ?? 1),
    int8: true,
    store: async (scheme, exceptions) => {
      const { graph: stored, summary } = quantizeGraph(graph, scheme, exceptions);
      return { model: await graphModelFiles(stored, shardBytes), summary };
    },
  };
}

/** A LayersModel that stays one. Its layers are as they were, so there is no place for int8's scales. */
export function layersStoring(source: SourceModel, shardBytes?: number): Storing {
  const weights = readWeights(source);
  return {
    weights: largeWeights(weights, () => 1),
    int8: false,
    store: async (scheme, exceptions = new Map()) => {
      const stored = new Map(
        [...weights].map(([name, weight]) => [name, storeLayer(name, weight, exceptions, scheme)]),
      );
      return { model: await layersModelFiles(source, stored, shardBytes), summary: summaryOf(weights, stored) };
    },
  };
}

function storeLayer(name: string, weight: Weight, exceptions: Exceptions, scheme: QuantizeScheme): StoredTensor {
  const wanted = exceptions.get(name) ?? scheme;
  if (wanted === 'keep') return keepWeight(name, weight);
  if (wanted !== 'int8') return storeWeight(name, weight, wanted);
  throw new EdgewiseError(
    'input',
    'int8 needs a Mul after each layer with weights, which a LayersModel has no place for. Pack it as a graph (leave ' +
      '--keep-layers out), or store it as uint8.',
    { field: 'quantize' },
  );
}

function largeWeights(weights: ReadonlyMap<string, Weight>, uses: (name: string) => number): Storing['weights'] {
  const large = [...weights].filter(([, weight]) => isLarge(weight));
  return new Map(large.map(([name, weight]) => [name, { weight, uses: uses(name) }]));
}

function isLarge({ dtype, shape }: Weight): boolean {
  return dtype === 'float32' && sizeOf(shape) >= smallestQuantized;
}

function summaryOf(
  weights: ReadonlyMap<string, Weight>,
  stored: ReadonlyMap<string, StoredTensor>,
): QuantizationSummary {
  const total = (bytes: readonly number[]) => bytes.reduce((sum, each) => sum + each, 0);
  return {
    float32Bytes: total([...weights.values()].map((weight) => plainBytes(weight).byteLength)),
    storedBytes: total([...stored.values()].map((weight) => weight.stored.bytes.byteLength)),
    tensors: [...stored].flatMap(([name, weight]) => {
      const original = weights.get(name);
      if (!original || !isLarge(weight)) return [];
      const { bytes, quantization } = weight.stored;
      return [{ name, scheme: schemeOf(quantization), bytes: bytes.byteLength, error: storingError(original, weight) }];
    }),
  };
}
