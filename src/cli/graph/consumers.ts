import type { Graph, GraphNode } from './graph.js';
import { parseTensorName } from './tensor-name.js';

/** By a node's name, the nodes that take any of its outputs or wait for it; one that does so twice is there once. */
export function consumersOf({ nodes }: Pick<Graph, 'nodes'>): Map<string, GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes.values()) {
    for (const name of new Set(node.inputs.map((input) => parseTensorName(input).node))) {
      const list = consumers.get(name);
      if (list) list.push(node);
      else consumers.set(name, [node]);
    }
  }
  return consumers;
}
