import { isEdgewiseError } from '../../errors.js';
import type { ModelManifest } from '../../model/manifest/manifest.js';
import { sizeOf, type TensorSpec } from '../../model/tensor.js';
import type { WeightSpec } from '../../model/weights.js';
import type { Graph } from '../graph/graph.js';
import { readGraph } from '../graph/read-graph.js';
import type { SourceModel } from '../source/source-model.js';
import { fusedIn, type Fused } from './fused.js';
import { inferSizes, type InferredSizes } from './infer-sizes.js';
import { layersOfGraph, layersOfKeras, type LayerWeights } from './layers.js';
import { liveBytes } from './live-memory.js';
import { needed, opSupport, type OpSupport } from './op-support.js';
import { operationsOf } from './operations.js';

/** What is known of a model without running it. */
export interface Inspection {
  file: string;
  kind: 'graph' | 'layers';
  /** What a package's manifest says. */
  package?: ModelManifest;
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  parameters: number;
  bytes: { modelJson: number; weights: number; /** What the weights take as float32. */ float32: number };
  /** Bytes of weights by how they are stored. */
  storage: Readonly<Record<string, number>>;
  /** By layer or node, in the order of the model. */
  layers: readonly LayerWeights[];
  /** What follows from the graph; absent where a LayersModel cannot be made one, or weights are complex. */
  graph?: GraphFacts;
  /** Why not. */
  noGraph?: string;
}

export interface GraphFacts {
  nodes: number;
  /** The most frequent first. */
  ops: readonly OpFacts[];
  /** Floating-point operations for one sample: two for a multiply-add. */
  flops: number;
  /** Nodes of unknown size, which `flops` leaves out. */
  uncounted: number;
  memory: { weights: number; activations: number };
  support: OpSupport;
  fused: readonly Fused[];
  /** What each pass of the optimiser would do: nodes before and after. */
  passes: readonly { pass: string; before: number; after: number }[];
}

export interface OpFacts {
  op: string;
  count: number;
  flops: number;
}

/** Turns what is heavy on: only asked for a LayersModel, and for passes. */
export interface InspectTools {
  trace: (source: SourceModel) => Promise<Graph>;
  optimize: (graph: Graph) => { applied: GraphFacts['passes'] };
}

export async function inspectModel(
  source: SourceModel,
  tools: InspectTools,
  manifest?: ModelManifest,
): Promise<Inspection> {
  const { json, modelJson, shards, file } = source;
  const specs = json.weightGroups.flatMap(({ weights }) => weights);
  const { graph, reason } = await graphOf(source, tools);
  const layers = json.kind === 'graph' && graph ? layersOfGraph(graph, specs) : layersOfKeras(json.topology, specs);
  return {
    file,
    kind: json.kind,
    ...(manifest && { package: manifest }),
    inputs: graph?.inputs.map(({ spec }) => spec) ?? [],
    outputs: graph?.outputs.map(({ spec }) => spec) ?? [],
    parameters: elements(specs),
    bytes: {
      modelJson: modelJson.byteLength,
      weights: [...shards.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
      float32: elements(specs) * 4,
    },
    storage: storageOf(specs),
    layers,
    ...(graph && { graph: factsOf(graph, specs, tools) }),
    ...(reason !== undefined && { noGraph: reason }),
  };
}

async function graphOf(source: SourceModel, { trace }: InspectTools): Promise<{ graph?: Graph; reason?: string }> {
  try {
    return { graph: source.json.kind === 'graph' ? readGraph(source) : await trace(source) };
  } catch (error) {
    // A layer that is not known, or complex weights, leave the rest to be told.
    if (isEdgewiseError(error)) return { reason: error.message };
    throw error;
  }
}

function factsOf(graph: Graph, specs: readonly WeightSpec[], { optimize }: InspectTools): GraphFacts {
  const inferred = inferSizes(graph);
  const used = needed(graph);
  const support = opSupport(graph);
  const { ops, flops, uncounted } = count(
    { ...inferred, nodes: inferred.nodes.filter((node) => used.has(node)) },
    support.controlFlow,
  );
  return {
    nodes: graph.nodes.size,
    ops,
    flops,
    uncounted,
    memory: { weights: elements(specs) * 4, activations: liveBytes(graph, inferred) },
    support,
    fused: fusedIn(graph),
    passes: optimize(graph).applied,
  };
}

function count(inferred: InferredSizes, uncountable: readonly string[]) {
  const ops = new Map<string, OpFacts>();
  let uncounted = 0;
  for (const node of inferred.nodes) {
    const operations = uncountable.includes(node.op) ? undefined : operationsOf(node, inferred);
    if (operations === undefined) uncounted++;
    const entry = ops.get(node.op) ?? { op: node.op, count: 0, flops: 0 };
    ops.set(node.op, { op: node.op, count: entry.count + 1, flops: entry.flops + (operations ?? 0) });
  }
  const list = [...ops.values()].sort((a, b) => b.flops - a.flops || b.count - a.count || (a.op < b.op ? -1 : 1));
  return { ops: list, flops: list.reduce((sum, { flops }) => sum + flops, 0), uncounted };
}

function elements(specs: readonly WeightSpec[]): number {
  return specs.reduce((sum, { shape, dtype }) => sum + (dtype === 'string' ? 0 : sizeOf(shape)), 0);
}

function storageOf(specs: readonly WeightSpec[]): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const spec of specs) {
    const scheme = spec.quantization?.dtype ?? spec.dtype;
    const size = sizeOf(spec.shape) * (bytesPerElement[scheme] ?? 0);
    bytes[scheme] = (bytes[scheme] ?? 0) + size;
  }
  return bytes;
}

const bytesPerElement: Readonly<Record<string, number>> = {
  ...{ float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2, float16: 2 },
};
