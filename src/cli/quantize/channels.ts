import { boolAttribute, textAttribute } from '../graph/attributes.js';
import type { GraphNode, Weight } from '../graph/graph.js';

/**
 * Where the output channels of a convolution's or matrix's weight lie: the value at place `i` of the flat weight belongs
 * to the channel ⌊i ÷ inner⌋ mod count.
 */
export interface Channels {
  count: number;
  inner: number;
}

/** Of a node whose second input is this weight; undefined where its output's last dimension is not the channels. */
export function channelsOf(node: GraphNode, { shape }: Weight): Channels | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  switch (node.op) {
    case 'Conv2D':
    case '_FusedConv2D':
      return shape.length === 4 && channelsLast(node) ? { count: d, inner: 1 } : undefined;
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2dNative':
      return shape.length === 4 && channelsLast(node) ? { count: c * d, inner: 1 } : undefined;
    case 'Conv2DBackpropInput':
      return shape.length === 4 && channelsLast(node) ? { count: c, inner: d } : undefined;
    case 'MatMul':
    case '_FusedMatMul':
      if (shape.length !== 2) return undefined;
      return boolAttribute(node, 'transpose_b') ? { count: a, inner: b } : { count: b, inner: 1 };
    default:
      return undefined;
  }
}

/** TensorFlow's default, and what TF.js takes where the attribute is absent. */
function channelsLast(node: GraphNode): boolean {
  return textAttribute(node, 'data_format', 'NHWC') === 'NHWC';
}
