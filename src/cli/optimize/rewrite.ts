import { constantNode } from '../graph/constant.js';
import type { Graph, GraphNode, Weight } from '../graph/graph.js';
import { indexOf, type GraphIndex } from '../graph/graph-index.js';
import { inOrder } from '../graph/order.js';
import { canonical, parseTensorName } from '../graph/tensor-name.js';
import { dropDead } from './drop-dead.js';

/**
 * A change at one place. The invariant that every pass keeps, and that `compare` builds on: a name that is in the graph
 * before and after stands for the same value. So a fused node takes the name of the last one that went into it.
 */
export interface Change {
  /** New, or in the place of those of the same names. */
  readonly nodes?: readonly GraphNode[];
  /** New constants, by name. */
  readonly constants?: ReadonlyMap<string, Weight>;
  /** Tensors that others take the place of, wherever a node takes them. */
  readonly instead?: ReadonlyMap<string, string>;
}

/** What to do at this node, if anything. The index is that of the graph as it is by then. */
export type Rule = (node: GraphNode, index: GraphIndex) => Change | undefined;

/** No chain of changes in one pass is nearly as long; this bounds a rule that always finds something. */
const mostSweeps = 100;

/**
 * Applies what the rule finds, from the inputs on, until it finds nothing. The same graph where that is at once.
 *
 * All that one sweep finds is applied together, as an index is dear in a large graph. What takes a node that is about to
 * change waits for the next sweep; what looks further back may see a node as it was, which stands for the same value.
 */
export function rewrite(graph: Graph, rule: Rule): Graph {
  let current = graph;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const next = swept(current, rule);
    if (next === current) break;
    current = next;
  }
  return current;
}

function swept(graph: Graph, rule: Rule): Graph {
  let index = indexOf(graph);
  let found: Change[] = [];
  let changing = new Set<string>();
  const applied = () => (found.length > 0 ? dropDead(apply(index.graph, found)) : index.graph);
  for (const { name } of inOrder(graph)) {
    const node = index.graph.nodes.get(name);
    if (!node || index.isFixed(name)) continue;
    if (node.inputs.some((input) => changing.has(parseTensorName(input).node))) continue;
    const change = rule(node, index);
    if (!change) continue;
    found.push(change);
    for (const made of namesOf(change)) changing.add(made);
    if (!change.instead || !change.nodes) continue;
    // A node gets another name, and must not get a second one.
    index = indexOf(applied());
    found = [];
    changing = new Set();
  }
  return applied();
}

function* namesOf({ nodes = [], constants, instead }: Change): Generator<string> {
  for (const { name } of nodes) yield name;
  yield* constants?.keys() ?? [];
  yield* instead?.keys() ?? [];
}

function apply(graph: Graph, changes: readonly Change[]): Graph {
  const nodes = new Map(graph.nodes);
  const weights = new Map(graph.weights);
  const instead = new Map<string, string>();
  for (const change of changes) {
    for (const [name, weight] of change.constants ?? []) {
      weights.set(name, weight);
      nodes.set(name, constantNode(name, weight));
    }
    for (const node of change.nodes ?? []) nodes.set(node.name, node);
    for (const [from, to] of change.instead ?? []) instead.set(from, to);
  }
  return { ...graph, nodes: instead.size > 0 ? redirected(nodes, instead) : nodes, weights };
}

function redirected(nodes: ReadonlyMap<string, GraphNode>, instead: ReadonlyMap<string, string>) {
  // What one tensor gives way to may itself give way to another.
  const last = (tensor: string): string => {
    const next = instead.get(tensor);
    return next === undefined ? tensor : last(next);
  };
  return new Map(
    [...nodes].map(([name, node]): [string, GraphNode] => {
      if (!node.inputs.some((input) => instead.has(canonical(input)))) return [name, node];
      return [name, { ...node, inputs: node.inputs.map((input) => last(canonical(input))) }];
    }),
  );
}
