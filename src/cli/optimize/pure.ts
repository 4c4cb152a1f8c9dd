import type { GraphNode } from '../graph/graph.js';

/**
 * Ops whose answer hangs on nothing but what they take, and that do nothing besides. What is not here (chance, tables,
 * lists, control flow, printing) is neither computed beforehand nor shared.
 */
const pure: ReadonlySet<string> = new Set(
  (
    'Const Identity StopGradient PreventGradient CheckNumerics Snapshot Shape Rank Size Add AddV2 AddN BiasAdd Sub Mul RealDiv ' +
    'Div FloorDiv FloorMod Mod Maximum Minimum Pow SquaredDifference Neg Abs Square Sqrt Rsqrt Exp Log Reciprocal Floor ' +
    'Ceil Round Sign Relu Relu6 Elu Selu Sigmoid Tanh Softplus LeakyRelu Prelu ClipByValue Cast Reshape Squeeze ExpandDims ' +
    'Transpose Pad PadV2 MirrorPad ConcatV2 Pack Slice StridedSlice Fill Range Tile GatherV2 GatherNd Sum Mean Max Min Prod ' +
    'ArgMax ArgMin Softmax MatMul _FusedMatMul Conv2D _FusedConv2D DepthwiseConv2dNative FusedDepthwiseConv2dNative ' +
    'Conv2DBackpropInput MaxPool AvgPool ResizeBilinear ResizeNearestNeighbor FusedBatchNorm FusedBatchNormV2 ' +
    'FusedBatchNormV3 Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot Select SelectV2'
  ).split(' '),
);

export function isPure({ op }: GraphNode): boolean {
  return pure.has(op);
}
