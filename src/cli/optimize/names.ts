import type { Graph } from '../graph/graph.js';

/** A name that nothing in the graph has yet. */
export function freshName({ nodes, weights }: Graph, wanted: string): string {
  let name = wanted;
  for (let i = 1; nodes.has(name) || weights.has(name); i++) name = `${wanted}_${String(i)}`;
  return name;
}
