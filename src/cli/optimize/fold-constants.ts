import type { GraphNode, Pass, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { evaluate } from './evaluate.js';
import { rewrite, type Change } from './rewrite.js';

/** What is computed from constants alone is computed now, where that makes the model no larger; see `isWorthIt`. */
export const foldConstants: Pass = {
  name: 'fold constants',
  run: (graph) => rewrite(graph, fold),
};

/** Elements up to which a result may be larger than what it is made from. */
const smallResult = 1024;

function fold(node: GraphNode, index: GraphIndex): Change | undefined {
  // A weight as an output would be the caller's to dispose of.
  if (node.op === 'Const' || index.isOutput(node.name)) return undefined;
  const inputs = node.inputs.map((input) => index.weight(input));
  const value = node.op === 'Shape' ? shapeOf(node, index) : known(inputs) ? evaluate(node, inputs) : undefined;
  if (!value || !isWorthIt(value, known(inputs) ? inputs : [])) return undefined;
  return { constants: new Map([[node.name, storedAlike(value, inputs)]]) };
}

function known(inputs: readonly (Weight | undefined)[]): inputs is readonly Weight[] {
  return inputs.length > 0 && inputs.every((input) => input !== undefined);
}

function isWorthIt({ values }: Weight, inputs: readonly Weight[]): boolean {
  return values.length <= Math.max(smallResult, ...inputs.map((input) => input.values.length));
}

/** A weight that was stored in fewer bytes may be so again after it was scaled or turned. */
function storedAlike(value: Weight, inputs: readonly (Weight | undefined)[]): Weight {
  if (value.dtype !== 'float32' || value.scheme) return value;
  const scheme = inputs.find((input) => input?.scheme && input.values.length === value.values.length)?.scheme;
  return scheme ? { ...value, scheme } : value;
}

function shapeOf(node: GraphNode, index: GraphIndex): Weight | undefined {
  const { shape } = index.facts(node.inputs[0]);
  if (!shape?.every((size) => size !== null)) return undefined;
  return { shape: [shape.length], dtype: 'int32', values: Int32Array.from(shape) };
}
