import { textsAttribute } from '../graph/attributes.js';
import type { Graph } from '../graph/graph.js';

/** Nodes that do the work of several: so many of this op, each with these after it. */
export interface Fused {
  op: string;
  with: readonly string[];
  count: number;
}

/** What is fused in a graph, by whoever made it; the most frequent first. */
export function fusedIn({ nodes }: Graph): readonly Fused[] {
  const found = new Map<string, Fused>();
  for (const node of nodes.values()) {
    const after = textsAttribute(node, 'fused_ops');
    if (after.length === 0) continue;
    const key = [node.op, ...after].join(' ');
    found.set(key, { op: node.op, with: after, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}
