import type { DType } from '../../model/tensor.js';
import { dtypeAttribute } from './attributes.js';
import type { Graph, GraphNode } from './graph.js';
import { inFrames } from './frames.js';
import { inOrder } from './order.js';
import { shapeRules, type Shape } from './shapes.js';
import { canonical, parseTensorName, tensorName } from './tensor-name.js';

/** What is known of a tensor before anything runs. What is unknown is absent; in a shape, null is any size. */
export interface TensorFacts {
  readonly dtype?: DType;
  readonly shape?: Shape;
}

/**
 * Facts of each tensor by its name, as far as placeholders, constants and known ops tell. A declared input shape is taken
 * at its word, as TF.js holds every input against it.
 */
export function inferTensors(graph: Graph): Map<string, TensorFacts> {
  const facts = new Map<string, TensorFacts>();
  const frames = inFrames(graph);
  for (const node of inOrder(graph)) {
    // What a loop or branch hands on may differ from one turn to the next.
    if (frames.has(node.name)) continue;
    const inputs = node.inputs.filter((input) => !parseTensorName(input).control);
    const shapes = inputs.map((input) => facts.get(canonical(input))?.shape);
    const outputs = shapeRules[node.op]?.(node, shapes, (i) => constantInts(graph, inputs[i])) ?? [];
    const dtype = dtypeOf(
      node,
      inputs.map((input) => facts.get(canonical(input))?.dtype),
    );
    (outputs.length > 0 ? outputs : [undefined]).forEach((shape, i) => {
      facts.set(tensorName(node.name, i), { ...(dtype && i === 0 && { dtype }), ...(shape && { shape }) });
    });
    const weight = node.op === 'Const' ? graph.weights.get(node.name) : undefined;
    if (weight) facts.set(node.name, { dtype: weight.dtype, shape: weight.shape });
  }
  return facts;
}

/** The values of a constant of whole numbers, which often is a shape, an axis or paddings. */
function constantInts({ nodes, weights }: Graph, input: string | undefined): number[] | undefined {
  if (input === undefined) return undefined;
  const name = canonical(input);
  const weight = nodes.get(name)?.op === 'Const' ? weights.get(name) : undefined;
  return weight?.values instanceof Int32Array ? [...weight.values] : undefined;
}

const comparisons: ReadonlySet<string> = new Set(
  'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalNot IsNan IsInf IsFinite'.split(' '),
);
const sameAsInput: ReadonlySet<string> = new Set(
  (
    'Identity StopGradient PreventGradient CheckNumerics Snapshot FakeQuantWithMinMaxVars Reshape Squeeze ExpandDims Transpose ' +
    'Pad PadV2 MirrorPad Relu Relu6 Elu Selu Sigmoid Tanh Neg Abs Square Sqrt Rsqrt Exp Log LeakyRelu Prelu MaxPool AvgPool ' +
    'Softmax Add AddV2 Sub Mul RealDiv Maximum Minimum BiasAdd Slice StridedSlice Tile GatherV2 BatchToSpaceND SpaceToBatchND ' +
    'DepthToSpace ResizeNearestNeighbor Sum Mean Max Min Prod FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3'
  ).split(' '),
);
const floats: ReadonlySet<string> = new Set(
  'Conv2D DepthwiseConv2dNative _FusedConv2D FusedDepthwiseConv2dNative Conv2DBackpropInput ResizeBilinear'.split(' '),
);

function dtypeOf(node: GraphNode, inputs: readonly (DType | undefined)[]): DType | undefined {
  if (node.op.startsWith('Placeholder')) return dtypeAttribute(node, 'dtype');
  if (node.op === 'Cast') return dtypeAttribute(node, 'DstT');
  if (node.op === 'Shape' || node.op === 'ArgMax' || node.op === 'ArgMin') return 'int32';
  if (comparisons.has(node.op)) return 'bool';
  if (floats.has(node.op)) return 'float32';
  if (sameAsInput.has(node.op)) return inputs[0];
  return dtypeAttribute(node, 'T');
}
