import { attribute } from '../../src/cli/graph/attributes.js';
import type { GraphBuilder } from './models/graph.js';
import { int32 } from './models/tensors.js';
import { noise } from './graphs.js';

const float = { T: attribute.type('float32') };

/** Every op with weights that passes fold into, on an input `x` of this shape, with this many channels of the result. */
export const linearKinds = {
  Conv2D: { shape: [null, 5, 6, 3], channels: 4, filter: [3, 2, 3, 4] },
  DepthwiseConv2dNative: { shape: [null, 5, 6, 3], channels: 6, filter: [3, 2, 3, 2] },
  Conv2DBackpropInput: { shape: [2, 5, 6, 3], channels: 4, filter: [2, 2, 4, 3] },
  MatMul: { shape: [null, 3], channels: 4, filter: [3, 4] },
  'MatMul of a transposed weight': { shape: [null, 3], channels: 4, filter: [4, 3] },
} as const;
export type LinearKind = keyof typeof linearKinds;
export const kindNames = Object.keys(linearKinds) as LinearKind[];

export function inputFor(kind: LinearKind) {
  return noise(
    linearKinds[kind].shape.map((size) => size ?? 2),
    7,
  );
}

/** Adds the node, and its weight; `x` and the name may be others. */
export function addLinear(
  g: GraphBuilder,
  kind: LinearKind,
  { name = 'linear', x = 'x', padding = 'SAME', stride = 1, weight = '', format = 'NHWC' } = {},
): string {
  const { filter } = linearKinds[kind];
  const w = weight === '' ? `${name}/w` : weight;
  if (!g.nodes.some((node) => node.name === w)) g.weight(w, noise(filter, filter.length + name.length));
  const places = { padding: attribute.text(padding), data_format: attribute.text(format) };
  const strides = attribute.ints([1, stride, stride, 1]);
  const dilations = attribute.ints([1, 1, 1, 1]);
  switch (kind) {
    case 'Conv2D':
    case 'DepthwiseConv2dNative':
      return g.node(name, kind, [x, w], { ...float, ...places, strides, dilations });
    case 'Conv2DBackpropInput':
      g.weight(`${name}/size`, int32([2, 10, 12, 4]));
      return g.node(name, kind, [`${name}/size`, w, x], {
        ...float,
        ...places,
        strides: attribute.ints([1, 2, 2, 1]),
        dilations,
      });
    case 'MatMul':
    case 'MatMul of a transposed weight': {
      const transposed = kind !== 'MatMul';
      return g.node(name, 'MatMul', [x, w], {
        ...float,
        transpose_a: attribute.bool(false),
        transpose_b: attribute.bool(transposed),
      });
    }
  }
}
