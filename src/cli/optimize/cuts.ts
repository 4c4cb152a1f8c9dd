import { dtypeAttribute } from '../graph/attributes.js';
import { consumersOf } from '../graph/consumers.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { indexOf, type GraphIndex } from '../graph/graph-index.js';
import { canonical, parseTensorName } from '../graph/tensor-name.js';

/**
 * Ops that jump: the smallest difference in what they take may change their answer altogether, as where two scores are
 * all but equal. Loops and branches are among them, since what decides on them lies inside.
 */
const jumping: ReadonlySet<string> = new Set(
  (
    'TopKV2 ArgMax ArgMin NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 Where Unique UniqueV2 ' +
    'Equal NotEqual Greater GreaterEqual Less LessEqual Floor Ceil Round Sign FloorDiv FloorMod Mod LowerBound UpperBound ' +
    'MaxPoolWithArgmax ListDiff If StatelessIf While StatelessWhile Enter Switch'
  ).split(' '),
);

/** The nodes that jump by floating-point numbers. */
export function jumpsOf(graph: Graph): GraphNode[] {
  const index = indexOf(graph);
  return [...graph.nodes.values()].filter((node) => jumps(node, index));
}

function jumps(node: GraphNode, index: GraphIndex): boolean {
  const [x] = node.inputs;
  if (node.op === 'Cast') return index.facts(x).dtype === 'float32' && dtypeAttribute(node, 'DstT') !== 'float32';
  if (!jumping.has(node.op)) return false;
  return node.inputs.some((input) => (index.facts(input).dtype ?? 'float32') === 'float32');
}

/** Ops that answer no tensor but the handle of a list or a table. */
const handles =
  /^(TensorArrayV3|TensorArray(Write|Scatter|Split)V3|EmptyTensorList|TensorList(Reserve|FromTensor|SetItem|ScatterV?2?|PushBack|PopBack|Resize|Split)|HashTable(V2)?)$/;

/** Names of the nodes, and of all that hang on them. */
export function withDescendants(graph: Graph, nodes: readonly GraphNode[]): ReadonlySet<string> {
  const consumers = consumersOf(graph);
  const found = new Set<string>();
  const open = nodes.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(consumers.get(name) ?? []).map((consumer) => consumer.name));
  }
  return found;
}

/** Names of all nodes that a tensor hangs on, its own included. */
export function withAncestors({ nodes }: Graph, tensor: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [parseTensorName(tensor).node];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(nodes.get(name)?.inputs ?? []).map((input) => parseTensorName(input).node));
  }
  return found;
}

/**
 * The tensors by which both graphs can be compared in the place of those that these nodes take: a tensor that the other
 * graph has by the same name, or else the nearest ones before it. What the model is given, and constants, are left out.
 */
export function probesOf(
  graph: Graph,
  other: Graph,
  nodes: readonly GraphNode[],
  inside?: ReadonlySet<string>,
): string[] {
  const probes = new Set<string>();
  const seen = new Set<string>();
  const open = nodes.flatMap(({ inputs }) => inputs);
  for (let input = open.pop(); input !== undefined; input = open.pop()) {
    const { node: name, control } = parseTensorName(input);
    const node = graph.nodes.get(name);
    const tensor = canonical(input);
    if (!node || control || seen.has(tensor) || inside?.has(name)) continue;
    seen.add(tensor);
    if (node.op === 'Const' || node.op.startsWith('Placeholder')) continue;
    if (other.nodes.has(name) && !handles.test(node.op)) probes.add(tensor);
    else open.push(...node.inputs);
  }
  return [...probes];
}
