import { boolAttribute, intAttribute, intsAttribute, shapeAttribute, textAttribute } from './attributes.js';
import type { GraphNode } from './graph.js';

/** Sizes of a tensor whose rank is known; null is any size. */
export type Shape = readonly (number | null)[];
type Inputs = readonly (Shape | undefined)[];
type Ints = (input: number) => readonly number[] | undefined;
/** The shapes of a node's outputs in their order, undefined where unknown. */
type ShapeRule = (node: GraphNode, inputs: Inputs, ints: Ints) => (Shape | undefined)[];

const same: ShapeRule = (_node, [x]) => [x];
const each = (ops: string, rule: ShapeRule) => Object.fromEntries(ops.split(' ').map((op) => [op, rule]));

/** By op; an op that is not here has outputs of unknown shape. */
export const shapeRules: Readonly<Record<string, ShapeRule>> = {
  ...each('Placeholder', (node) => [shapeAttribute(node, 'shape')]),
  ...each(
    'Identity StopGradient PreventGradient CheckNumerics Snapshot FakeQuantWithMinMaxVars Relu Relu6 Elu Selu Sigmoid Tanh ' +
      'Neg Abs Square Sqrt Rsqrt Exp Log LeakyRelu Prelu Softmax Cast BiasAdd Floor Ceil Round Softplus Reciprocal ' +
      'ClipByValue LogicalNot FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3',
    same,
  ),
  ...each(
    'Add AddV2 Sub Mul RealDiv Div Maximum Minimum SquaredDifference Pow FloorDiv FloorMod Equal NotEqual Greater ' +
      'GreaterEqual Less LessEqual LogicalAnd LogicalOr',
    (_node, [a, b]) => [a && b && broadcast(a, b)],
  ),
  AddN: (_node, inputs) => [inputs.find((shape) => shape !== undefined)],
  Conv2D: (node, [x, filter]) => [convolved(node, x, filter, filter?.[3])],
  _FusedConv2D: (node, [x, filter]) => [convolved(node, x, filter, filter?.[3])],
  DepthwiseConv2dNative: (node, [x, filter]) => [convolved(node, x, filter, times(filter?.[2], filter?.[3]))],
  FusedDepthwiseConv2dNative: (node, [x, filter]) => [convolved(node, x, filter, times(filter?.[2], filter?.[3]))],
  Conv2DBackpropInput: (_node, [, filter, y], ints) => {
    const sizes = ints(0) ?? [null, null, null, filter?.[2] ?? null];
    return [[y?.[0] ?? null, ...sizes.slice(1)]];
  },
  MaxPool: (node, [x]) => [pooled(node, x)],
  AvgPool: (node, [x]) => [pooled(node, x)],
  MatMul: multiplied,
  _FusedMatMul: multiplied,
  Reshape: (_node, [x], ints) => [reshaped(x, ints(1))],
  Transpose: (_node, [x], ints) => {
    const order = ints(1);
    return [x && order?.map((axis) => x[axis] ?? null)];
  },
  Pad: padded,
  PadV2: padded,
  MirrorPad: padded,
  ConcatV2: (_node, inputs, ints) => [concatenated(inputs.slice(0, -1), ints(inputs.length - 1)?.[0])],
  ExpandDims: (_node, [x], ints) => {
    const axis = ints(1)?.[0];
    if (!x || axis === undefined) return [undefined];
    return [inserted(x, axis, 1)];
  },
  Squeeze: (node, [x]) => {
    const axes = intsAttribute(node, 'squeeze_dims').map((axis) => (x && axis < 0 ? axis + x.length : axis));
    return [axes.length > 0 ? x?.filter((_, axis) => !axes.includes(axis)) : undefined];
  },
  ...each('Mean Sum Max Min Prod', (node, [x], ints) => [reduced(x, ints(1), boolAttribute(node, 'keep_dims'))]),
  ...each('ResizeBilinear ResizeNearestNeighbor', (_node, [x], ints) => {
    const [height = null, width = null] = ints(1) ?? [];
    return [x?.length === 4 ? [x[0] ?? null, height, width, x[3] ?? null] : undefined];
  }),
  Shape: (_node, [x]) => [x && [x.length]],
  Pack: (node, inputs) => {
    const [first] = inputs;
    const axis = intAttribute(node, 'axis');
    return [first && inserted(first, axis, inputs.length)];
  },
};

/** Counted from behind, an axis is one of the result. */
function inserted(shape: Shape, axis: number, size: number): Shape {
  const place = axis < 0 ? axis + shape.length + 1 : axis;
  return [...shape.slice(0, place), size, ...shape.slice(place)];
}

function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a, b].map((shape) => (axis < rank - shape.length ? 1 : shape[axis - rank + shape.length]));
    if (x === y || y === 1) return x ?? null;
    // Beside a free size, any other than 1 is the answer: the free one must be that or 1.
    return x === 1 ? (y ?? null) : (x ?? y ?? null);
  });
}

function times(a: number | null | undefined, b: number | null | undefined): number | null {
  return typeof a === 'number' && typeof b === 'number' ? a * b : null;
}

/** One side of a window that moves over an image, by TensorFlow's rules of padding. */
export function windowsOf(
  size: number,
  window: number,
  stride: number,
  dilation: number,
  pad: 'SAME' | number,
): number {
  if (pad === 'SAME') return Math.ceil(size / stride);
  return Math.floor((size + pad - (window - 1) * dilation - 1) / stride) + 1;
}

function convolved(
  node: GraphNode,
  x: Shape | undefined,
  filter: Shape | undefined,
  channels: number | null | undefined,
): Shape | undefined {
  const window = filter && [filter[0] ?? null, filter[1] ?? null];
  return slidWindows(node, x, window, channels ?? null);
}

function pooled(node: GraphNode, x: Shape | undefined): Shape | undefined {
  const size = intsAttribute(node, 'ksize');
  return slidWindows(node, x, [size[1] ?? null, size[2] ?? null], x?.[3] ?? null);
}

function slidWindows(
  node: GraphNode,
  x: Shape | undefined,
  window: Shape | undefined,
  channels: number | null,
): Shape | undefined {
  if (x?.length !== 4 || textAttribute(node, 'data_format', 'NHWC') !== 'NHWC') return undefined;
  const [strides, dilations] = [intsAttribute(node, 'strides'), intsAttribute(node, 'dilations')];
  const padding = textAttribute(node, 'padding');
  const explicit = intsAttribute(node, 'explicit_paddings');
  const side = (axis: 1 | 2) => {
    const [size, length] = [x[axis], window?.[axis - 1]];
    if (typeof size !== 'number' || typeof length !== 'number') return null;
    const sum = (explicit[2 * axis] ?? 0) + (explicit[2 * axis + 1] ?? 0);
    const pad = padding === 'SAME' ? 'SAME' : padding === 'EXPLICIT' ? sum : 0;
    return windowsOf(size, length, strides[axis] ?? 1, dilations[axis] ?? 1, pad);
  };
  return [x[0] ?? null, side(1), side(2), channels];
}

function multiplied(node: GraphNode, [a, b]: Inputs): (Shape | undefined)[] {
  if (a?.length !== 2 || b?.length !== 2) return [undefined];
  const rows = a[boolAttribute(node, 'transpose_a') ? 1 : 0];
  const columns = b[boolAttribute(node, 'transpose_b') ? 0 : 1];
  return [[rows ?? null, columns ?? null]];
}

function reshaped(x: Shape | undefined, sizes: readonly number[] | undefined): Shape | undefined {
  if (!sizes) return undefined;
  const known = sizes.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
  const total = x?.reduce<number | null>((a, b) => times(a, b), 1) ?? null;
  return sizes.map((size) => (size !== -1 ? size : total === null || known === 0 ? null : total / known));
}

function padded(_node: GraphNode, [x]: Inputs, ints: Ints): (Shape | undefined)[] {
  const paddings = ints(1);
  const grown = (size: number | null, axis: number) =>
    size === null ? null : size + (paddings?.[2 * axis] ?? 0) + (paddings?.[2 * axis + 1] ?? 0);
  return [x && paddings && x.map(grown)];
}

function concatenated(inputs: Inputs, axis: number | undefined): Shape | undefined {
  const [first] = inputs;
  if (!first || axis === undefined || inputs.some((shape) => shape?.length !== first.length)) return undefined;
  const along = axis < 0 ? axis + first.length : axis;
  return first.map((size, i) => {
    const sizes = inputs.map((shape) => shape?.[i] ?? null);
    if (i !== along) return sizes.find((other) => other !== null) ?? size;
    return sizes.reduce((a, b) => (a === null || b === null ? null : a + b), 0);
  });
}

function reduced(x: Shape | undefined, axes: readonly number[] | undefined, keep: boolean): Shape | undefined {
  if (!x || !axes) return undefined;
  const gone = new Set(axes.map((axis) => (axis < 0 ? axis + x.length : axis)));
  return keep ? x.map((size, axis) => (gone.has(axis) ? 1 : size)) : x.filter((_, axis) => !gone.has(axis));
}
