import { nodeName } from '../../model/signature.js';
import { sizeOf } from '../../model/tensor.js';
import type { Graph, GraphNode, Weight } from '../graph/graph.js';
import { channelsOf, type Channels } from './channels.js';
import { canScaleAfter } from './scale-after.js';

/** A weight that int8 by channel suits: every node that takes it, takes it as its second input and in the same layout. */
export interface PerChannel {
  name: string;
  channels: Channels;
  consumers: readonly GraphNode[];
}

/**
 * Weight bytes of int8 relative to float32, the scales included: no more than this, over all weights that are stored so.
 * A little below the 0.27 that is promised.
 */
const largestShare = 0.268;

/**
 * Of the named weights, those that int8 by channel suits. Scales weigh much where a channel has few values (9 in a
 * depthwise 3×3): the worst of them are left out until all together keep what is promised.
 */
export function perChannelWeights(graph: Graph, names: readonly string[]): PerChannel[] {
  const consumers = consumersOf(graph, new Set(names));
  const suited = names.flatMap((name) => {
    const weight = graph.weights.get(name);
    const found = weight && layoutOf(name, weight, consumers.get(name) ?? []);
    return found && !isOutput(graph, name) ? [{ ...found, size: sizeOf(weight.shape) }] : [];
  });
  const byScales = [...suited].sort((a, b) => b.channels.count / b.size - a.channels.count / a.size);
  let elements = suited.reduce((sum, { size }) => sum + size, 0);
  let scales = suited.reduce((sum, { channels }) => sum + channels.count, 0);
  const left = new Set<string>();
  for (const { name, size, channels } of byScales) {
    if ((elements + 4 * scales) / (4 * elements) <= largestShare) break;
    elements -= size;
    scales -= channels.count;
    left.add(name);
  }
  return suited.filter(({ name }) => !left.has(name));
}

function layoutOf(name: string, weight: Weight, consumers: readonly GraphNode[]): PerChannel | undefined {
  const [first, ...more] = consumers.map((node) => layoutIn(name, weight, node));
  if (!first || more.some((other) => other?.count !== first.count || other.inner !== first.inner)) return undefined;
  return { name, channels: first, consumers };
}

function layoutIn(name: string, weight: Weight, node: GraphNode): Channels | undefined {
  const places = node.inputs.flatMap((input, place) => (nodeName(input) === name ? [place] : []));
  return places.length === 1 && places[0] === 1 && canScaleAfter(node) ? channelsOf(node, weight) : undefined;
}

function consumersOf({ nodes }: Graph, names: ReadonlySet<string>): Map<string, GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes.values()) {
    for (const name of new Set(node.inputs.map(nodeName))) {
      if (names.has(name)) consumers.set(name, [...(consumers.get(name) ?? []), node]);
    }
  }
  return consumers;
}

function isOutput({ outputs }: Graph, name: string): boolean {
  return outputs.some(({ tensor }) => nodeName(tensor) === name);
}
