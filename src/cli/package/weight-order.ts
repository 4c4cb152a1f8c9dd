import { nodeName } from '../../model/signature.js';
import type { Graph } from '../graph/graph.js';

/**
 * The names of all weights in the order in which the graph comes to need them, on the way from its inputs to its
 * outputs. Thus models with the same beginning store the same bytes first, and a head that was trained anew changes
 * only what comes last. Weights off that way (of functions that control flow calls) follow by name.
 */
export function weightsInOrderOfUse({ nodes, weights, outputs }: Graph): string[] {
  const order = new Set<string>();
  const seen = new Set<string>();
  // By hand instead of by recursion: graphs are deeper than the stack.
  const stack = outputs.map(({ tensor }) => nodeName(tensor)).reverse();
  while (stack.length > 0) {
    const name = stack.pop() as string;
    if (seen.has(name)) {
      if (weights.has(name)) order.add(name);
      continue;
    }
    seen.add(name);
    stack.push(name);
    const inputs = (nodes.get(name)?.inputs ?? []).map(nodeName).filter((input) => !seen.has(input));
    // What is taken from the stack first was put there last: the way from the inputs, then the node's own weights.
    const [own, way] = [inputs.filter((input) => weights.has(input)), inputs.filter((input) => !weights.has(input))];
    stack.push(...own.reverse(), ...way.reverse());
  }
  const rest = [...weights.keys()].filter((name) => !order.has(name)).sort();
  return [...order, ...rest];
}
