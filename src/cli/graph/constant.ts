import { attribute, shapeProto, typeName } from './attributes.js';
import type { GraphNode, Weight } from './graph.js';

/** The node that stands in a graph for a weight of the same name. */
export function constantNode(name: string, { dtype, shape }: Weight): GraphNode {
  return {
    name,
    op: 'Const',
    inputs: [],
    attributes: {
      dtype: attribute.type(dtype),
      value: { tensor: { dtype: typeName(dtype), tensorShape: shapeProto(shape) } },
    },
  };
}
