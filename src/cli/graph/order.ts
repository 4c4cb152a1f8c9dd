import type { Graph, GraphNode } from './graph.js';
import { parseTensorName } from './tensor-name.js';

/**
 * The nodes such that each comes after what it takes; apart from that, in the order of the graph. A loop of TensorFlow 1
 * has one edge that leads back, from NextIteration to Merge: there the order is that of the graph.
 */
export function inOrder({ nodes }: Pick<Graph, 'nodes'>): GraphNode[] {
  const ordered: GraphNode[] = [];
  const begun = new Set<GraphNode>();
  for (const root of nodes.values()) {
    if (begun.has(root)) continue;
    begun.add(root);
    const open = [{ node: root, next: 0 }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        ordered.push(top.node);
        open.pop();
        continue;
      }
      const needed = nodes.get(parseTensorName(input).node);
      if (!needed || begun.has(needed)) continue;
      begun.add(needed);
      open.push({ node: needed, next: 0 });
    }
  }
  return ordered;
}
