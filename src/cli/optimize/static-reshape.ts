import { intAttribute } from '../graph/attributes.js';
import type { GraphNode, Pass } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';
import { sliceOf } from './evaluate.js';
import { freshName } from './names.js';
import { rewrite, type Change } from './rewrite.js';

/**
 * A Reshape whose sizes are computed while the model runs (Keras computes the batch's so) gets constant ones: all sizes but
 * one are known, and the one that is left follows from the number of elements.
 */
export const staticReshape: Pass = {
  name: 'make shapes constant',
  run: (graph) => rewrite(graph, fix),
};

type Sizes = readonly (number | null)[];

function fix(node: GraphNode, index: GraphIndex): Change | undefined {
  const [x, shape] = node.inputs;
  if (node.op !== 'Reshape' || x === undefined || index.weight(shape)) return undefined;
  const sizes = sizesOf(shape, index);
  const open = sizes?.filter((size) => size === null).length ?? 2;
  // With a size of 0 among them, the one that is left could be anything.
  if (!sizes || open > 1 || !sizes.every((size) => size === null || size > 0)) return undefined;
  const name = freshName(index.graph, `${node.name}/shape`);
  const values = Int32Array.from(sizes, (size) => size ?? -1);
  return {
    nodes: [{ ...node, inputs: [x, name] }],
    constants: new Map([[name, { shape: [values.length], dtype: 'int32', values }]]),
  };
}

/** The elements of a whole-number vector or scalar as far as they are known; null for one that is not. */
export function sizesOf(tensor: string | undefined, index: GraphIndex): Sizes | undefined {
  const node = index.producer(tensor);
  if (!node || index.isFixed(node.name)) return undefined;
  const [first] = node.inputs;
  switch (node.op) {
    case 'Const': {
      const weight = index.weight(tensor);
      return weight?.values instanceof Int32Array && weight.shape.length <= 1 ? [...weight.values] : undefined;
    }
    case 'Shape':
      return index.facts(first).shape;
    case 'Pack':
      return intAttribute(node, 'axis') === 0 ? together(node.inputs, index, 1) : undefined;
    case 'ConcatV2':
      return together(node.inputs.slice(0, -1), index);
    case 'StridedSlice':
      return sliced(node, index);
    default:
      return undefined;
  }
}

/** Parts that may be unknown altogether where each stands for so many elements. */
function together(inputs: readonly string[], index: GraphIndex, each?: number): Sizes | undefined {
  const parts = inputs.map((input) => sizesOf(input, index) ?? (each === undefined ? undefined : [null]));
  if (!parts.every((part) => part !== undefined && (each === undefined || part.length === each))) return undefined;
  return (parts as Sizes[]).flat();
}

function sliced(node: GraphNode, index: GraphIndex): Sizes | undefined {
  const [x, ...bounds] = node.inputs;
  const sizes = sizesOf(x, index);
  const [begin, end, step] = bounds.map((bound) => {
    const values = index.weight(bound)?.values;
    return values instanceof Int32Array && values.length === 1 ? values[0] : undefined;
  });
  if (!sizes || begin === undefined || end === undefined || step !== 1) return undefined;
  const place = sliceOf(node, begin, end, sizes.length);
  return place && sizes.slice(place.begin, place.end);
}
