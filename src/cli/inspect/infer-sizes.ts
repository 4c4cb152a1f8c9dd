import { sizeOf } from '../../model/tensor.js';
import { exampleShape } from '../../model/seeded-inputs.js';
import type { Graph, GraphNode } from '../graph/graph.js';
import { inOrder } from '../graph/order.js';
import { shapeRules } from '../graph/shapes.js';
import { canonical, parseTensorName, tensorName } from '../graph/tensor-name.js';
import { moreShapeRules } from './more-shapes.js';
import { wholeValues } from './whole-values.js';

export type Sizes = readonly number[];

/** What a graph's tensors measure for one sample. */
export interface InferredSizes {
  /** By a tensor's name; what depends on values, or comes from an op that is not known, is absent. */
  sizes: ReadonlyMap<string, Sizes>;
  /** In the order in which they can run. */
  nodes: readonly GraphNode[];
}

const rules = { ...shapeRules, ...moreShapeRules };
/** Shapes, axes and paddings are no longer. */
const longestValue = 64;

/** Walks a graph with a batch of one (free sizes of inputs elsewhere: 32), on shapes and on the few values they need. */
export function inferSizes(graph: Graph): InferredSizes {
  const sizes = new Map<string, Sizes>();
  const values = new Map<string, readonly number[]>();
  const given = new Map(
    graph.inputs.map(({ tensor, spec }) => [
      parseTensorName(tensor).node,
      spec.anyRank ? undefined : exampleShape(spec),
    ]),
  );
  const nodes = inOrder(graph);
  for (const node of nodes) {
    const inputs = node.inputs.filter((input) => !parseTensorName(input).control).map(canonical);
    const weight = node.op === 'Const' ? graph.weights.get(node.name) : undefined;
    if (weight) {
      sizes.set(node.name, weight.shape);
      if (weight.values instanceof Int32Array && weight.values.length <= longestValue) {
        values.set(node.name, [...weight.values]);
      }
      continue;
    }
    const shapes = inputs.map((input) => sizes.get(input));
    const ints = (input: number) => values.get(inputs[input] ?? '');
    const own = given.get(node.name);
    const outputs = own ? [own] : (rules[node.op]?.(node, shapes, ints) ?? []);
    outputs.forEach((shape, i) => {
      if (shape?.every((size) => size !== null && size >= 0)) sizes.set(tensorName(node.name, i), shape as Sizes);
    });
    const known = wholeValues(
      node,
      shapes,
      inputs.map((input) => values.get(input)),
    );
    if (known && known.length <= longestValue && known.length === sizeOf(sizes.get(node.name) ?? [known.length])) {
      values.set(node.name, known);
    }
  }
  return { sizes, nodes };
}
