import { sizeOf } from '../../model/tensor.js';
import { boolAttribute, intsAttribute, textAttribute } from '../graph/attributes.js';
import type { GraphNode } from '../graph/graph.js';
import { canonical, parseTensorName } from '../graph/tensor-name.js';
import type { InferredSizes, Sizes } from './infer-sizes.js';
import { einsumSizes } from './more-shapes.js';

type Count = (node: GraphNode, output: Sizes, inputs: readonly (Sizes | undefined)[]) => number | undefined;

/** Nothing is computed: values are made up, moved, or left where they are. */
const moving: ReadonlySet<string> = new Set(
  (
    'Const Placeholder PlaceholderWithDefault Identity IdentityN StopGradient NoOp Reshape Squeeze ExpandDims Transpose ' +
    'Pad PadV2 MirrorPad Concat ConcatV2 Pack Unpack Split SplitV Slice StridedSlice Tile Gather GatherV2 GatherNd ' +
    'ScatterNd Shape Size Rank Fill Range ZerosLike OnesLike BroadcastTo Reverse ReverseV2 DepthToSpace SpaceToDepth ' +
    'SpaceToBatchND BatchToSpaceND Cast OneHot ResizeNearestNeighbor TensorListStack TensorArrayGatherV3'
  ).split(' '),
);

const convolution: Count = (_node, output, [, filter]) =>
  filter && 2 * sizeOf(output) * (filter[0] ?? 1) * (filter[1] ?? 1) * (filter[2] ?? 1);
const depthwise: Count = (_node, output, [, filter]) =>
  filter && 2 * sizeOf(output) * (filter[0] ?? 1) * (filter[1] ?? 1);
const product: Count = (node, output, [a]) =>
  a && 2 * sizeOf(output) * (a.at(boolAttribute(node, 'transpose_a') || boolAttribute(node, 'adj_x') ? -2 : -1) ?? 1);
const window: Count = (node, output) => sizeOf(output) * intsAttribute(node, 'ksize').reduce((a, b) => a * b, 1);
const overInput =
  (factor: number): Count =>
  (_node, _output, [x]) =>
    x && factor * sizeOf(x);
const overOutput =
  (factor: number): Count =>
  (_node, output) =>
    factor * sizeOf(output);

const counts: Readonly<Record<string, Count>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  // The filter is [height, width, out, in], and each value that comes in is spread over it.
  Conv2DBackpropInput: (_node, _output, [, filter, x]) =>
    filter && x && 2 * sizeOf(x) * (filter[0] ?? 1) * (filter[1] ?? 1) * (filter[2] ?? 1),
  MatMul: product,
  _FusedMatMul: product,
  BatchMatMul: product,
  BatchMatMulV2: product,
  Einsum: (node, _output, inputs) => {
    const sizes = einsumSizes(textAttribute(node, 'equation'), inputs);
    return sizes && 2 * sizeOf([...sizes.values()]);
  },
  MaxPool: window,
  AvgPool: window,
  MaxPoolWithArgmax: window,
  ...Object.fromEntries(
    ['Mean', 'Sum', 'Max', 'Min', 'Prod', 'All', 'Any', 'ArgMax', 'ArgMin'].map((op) => [op, overInput(1)]),
  ),
  FusedBatchNorm: overOutput(2),
  FusedBatchNormV2: overOutput(2),
  FusedBatchNormV3: overOutput(2),
  Softmax: overOutput(3),
  LogSoftmax: overOutput(3),
  // Three linear interpolations of three operations.
  ResizeBilinear: overOutput(9),
  CropAndResize: overOutput(9),
};

/**
 * Floating-point operations of a node for one sample: two for a multiply-add, one for any other operation on an element;
 * undefined where sizes are not known. What is fused behind a convolution or product (a bias, an activation) counts one
 * for each element.
 */
export function operationsOf(node: GraphNode, { sizes }: InferredSizes): number | undefined {
  if (moving.has(node.op)) return 0;
  const output = sizes.get(node.name);
  if (!output) return undefined;
  const inputs = node.inputs
    .filter((input) => !parseTensorName(input).control)
    .map((input) => sizes.get(canonical(input)));
  const count = counts[node.op];
  if (!count) return sizeOf(output);
  const operations = count(node, output, inputs);
  return operations === undefined ? undefined : operations + fusedOperations(node) * sizeOf(output);
}

function fusedOperations({ attributes }: GraphNode): number {
  const list = attributes['fused_ops']?.['list'] as { s?: unknown[] } | undefined;
  return list?.s?.length ?? 0;
}
