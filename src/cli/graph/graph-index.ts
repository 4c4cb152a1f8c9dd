import { consumersOf } from './consumers.js';
import { inFrames } from './frames.js';
import type { Graph, GraphNode, Weight } from './graph.js';
import { inferTensors, type TensorFacts } from './infer.js';
import { canonical, parseTensorName } from './tensor-name.js';

/** What passes ask of a graph. It holds for this graph only: a changed one needs a new index. */
export interface GraphIndex {
  readonly graph: Graph;
  /** The node whose first output this is; undefined for a further output, for mere order, and for none. */
  producer(tensor: string | undefined): GraphNode | undefined;
  /** The value of a constant. */
  weight(tensor: string | undefined): Weight | undefined;
  consumers(node: string): readonly GraphNode[];
  isOutput(node: string): boolean;
  /** True where one input of one node is all that the node is for: it may change together with that one. */
  usedOnce(node: string): boolean;
  /** True for what no pass may touch: loops and branches, and what a mere order holds in its place. */
  isFixed(node: string): boolean;
  facts(tensor: string | undefined): TensorFacts;
}

export function indexOf(graph: Graph): GraphIndex {
  const consumers = consumersOf(graph);
  const outputs = new Set(graph.outputs.map(({ tensor }) => parseTensorName(tensor).node));
  const fixed = new Set([...inFrames(graph), ...ordered(graph)]);
  let facts: ReadonlyMap<string, TensorFacts> | undefined;
  const producer = (tensor: string | undefined) => {
    const { node = '', index = 0, control = true } = tensor === undefined ? {} : parseTensorName(tensor);
    return index === 0 && !control ? graph.nodes.get(node) : undefined;
  };
  return {
    graph,
    producer,
    weight: (tensor) => {
      const node = producer(tensor);
      return node?.op === 'Const' ? graph.weights.get(node.name) : undefined;
    },
    consumers: (node) => consumers.get(node) ?? [],
    isOutput: (node) => outputs.has(node),
    usedOnce: (node) => {
      const [consumer, ...others] = consumers.get(node) ?? [];
      if (!consumer || others.length > 0 || outputs.has(node)) return false;
      return consumer.inputs.filter((input) => parseTensorName(input).node === node).length === 1;
    },
    isFixed: (node) => fixed.has(node),
    facts: (tensor) => {
      facts ??= inferTensors(graph);
      return (tensor === undefined ? undefined : facts.get(canonical(tensor))) ?? {};
    },
  };
}

/** Both ends of every edge that is a mere order. */
function* ordered({ nodes }: Graph): Generator<string> {
  for (const { name, inputs } of nodes.values()) {
    for (const input of inputs) {
      const { node, control } = parseTensorName(input);
      if (control) yield* [name, node];
    }
  }
}
