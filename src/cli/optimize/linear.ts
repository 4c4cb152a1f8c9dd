import {
  attribute,
  boolAttribute,
  floatAttribute,
  intsAttribute,
  textAttribute,
  textsAttribute,
} from '../graph/attributes.js';
import type { Attribute, GraphNode, Weight } from '../graph/graph.js';
import type { GraphIndex } from '../graph/graph-index.js';

/** What TF.js 4.22 can do to the result within the op itself. */
export type Activation = 'Relu' | 'Relu6' | 'Elu' | 'Sigmoid' | 'Prelu' | 'LeakyRelu';
type Kind = 'convolution' | 'depthwise' | 'transposed' | 'dense';

/** A node that is linear in what it takes, up to its activation, with constant weights in float32 and channels last. */
export interface Linear {
  readonly kind: Kind;
  readonly node: GraphNode;
  /** The tensor that it takes. */
  readonly x: string;
  /** The name of the constant, and its value. */
  readonly filterName: string;
  readonly filter: Weight;
  readonly biasName?: string;
  readonly bias?: Weight;
  readonly activation?: Activation;
  /** Of the result, its last axis. */
  readonly channels: number;
  /** Of what it takes, its last axis; undefined where the last axis is not what the filter sums over. */
  readonly inputChannels: number | undefined;
  /** Dimensions of what it takes and of its result. */
  readonly rank: 2 | 4;
}

const plain: Readonly<Record<string, Kind>> = {
  Conv2D: 'convolution',
  DepthwiseConv2dNative: 'depthwise',
  Conv2DBackpropInput: 'transposed',
  MatMul: 'dense',
};
const fused: Readonly<Record<string, Kind>> = {
  _FusedConv2D: 'convolution',
  FusedDepthwiseConv2dNative: 'depthwise',
  _FusedMatMul: 'dense',
};
/** The op that adds a bias and applies an activation, where TF.js has one. */
const fusedOps: Partial<Record<Kind, string>> = {
  convolution: '_FusedConv2D',
  depthwise: 'FusedDepthwiseConv2dNative',
  dense: '_FusedMatMul',
};

const activations: readonly Activation[] = ['Relu', 'Relu6', 'Elu', 'Sigmoid', 'Prelu', 'LeakyRelu'];

/** This node as a linear one; undefined where it is none, or one that is computed with weights that are not constant. */
export function linearOf(node: GraphNode | undefined, index: GraphIndex): Linear | undefined {
  if (!node || index.isFixed(node.name)) return undefined;
  const kind = plain[node.op] ?? fused[node.op];
  if (kind === undefined || textAttribute(node, 'data_format', 'NHWC') !== 'NHWC') return undefined;
  const [x, filterName] = kind === 'transposed' ? [node.inputs[2], node.inputs[1]] : node.inputs;
  const filter = index.weight(filterName);
  if (x === undefined || filterName === undefined || filter?.dtype !== 'float32') return undefined;
  if (node.op === '_FusedMatMul' && isTransposed(node)) return undefined;
  if (filter.shape.length !== (kind === 'dense' ? 2 : 4)) return undefined;
  const epilogue = fused[node.op] ? epilogueOf(node, index) : {};
  if (!epilogue) return undefined;
  const rank = kind === 'dense' ? 2 : 4;
  return { kind, node, x, filterName, filter, rank, ...channelsOf(kind, node, filter.shape), ...epilogue };
}

/** Bias and activation of a fused node; undefined where they are not the ones that we write ourselves. */
function epilogueOf(node: GraphNode, index: GraphIndex) {
  const [first, second, ...others] = textsAttribute(node, 'fused_ops').map((name) => name.toLowerCase());
  if (first === undefined) return {};
  const biasName = node.inputs[2];
  const bias = index.weight(biasName);
  if (first !== 'biasadd' || others.length > 0 || biasName === undefined || bias?.dtype !== 'float32') return undefined;
  if (bias.shape.length !== 1) return undefined;
  const activation = activations.find((name) => name.toLowerCase() === second);
  if (second !== undefined && !activation) return undefined;
  return { biasName, bias, ...(activation && { activation }) };
}

function channelsOf(kind: Kind, node: GraphNode, [a = 0, b = 0, c = 0, d = 0]: readonly number[]) {
  switch (kind) {
    case 'convolution':
      return { channels: d, inputChannels: c };
    case 'depthwise':
      return { channels: c * d, inputChannels: c };
    case 'transposed':
      return { channels: c, inputChannels: d };
    case 'dense': {
      const [inner, outer] = boolAttribute(node, 'transpose_b') ? [b, a] : [a, b];
      return { channels: outer, inputChannels: boolAttribute(node, 'transpose_a') ? undefined : inner };
    }
  }
}

/** For each element of the filter, in order: the channel of the result that it goes into, and that of the input it takes. */
export function channelsAt({ kind, node, filter: { shape } }: Linear, place: number): { to: number; from: number } {
  const [, b = 1, c = 1, d = 1] = shape;
  switch (kind) {
    case 'convolution':
      return { to: place % d, from: Math.floor(place / d) % c };
    case 'depthwise':
      return { to: place % (c * d), from: Math.floor(place / d) % c };
    case 'transposed':
      return { to: Math.floor(place / d) % c, from: place % d };
    case 'dense': {
      const [row, column] = [Math.floor(place / b), place % b];
      return boolAttribute(node, 'transpose_b') ? { to: row, from: column } : { to: column, from: row };
    }
  }
}

/** True where every element of the result sums over the whole filter, so that no zero of a padding takes part. */
export function isUnpadded({ kind, node, filter: { shape } }: Linear): boolean {
  if (kind === 'dense') return true;
  if (kind === 'transposed') return false;
  const padding = textAttribute(node, 'padding');
  if (padding === 'EXPLICIT') return intsAttribute(node, 'explicit_paddings').every((pad) => pad === 0);
  return padding === 'VALID' || (shape[0] === 1 && shape[1] === 1);
}

/** What a linear node is to become. What is absent stays as it is. */
export interface LinearParts {
  readonly name: string;
  readonly x?: string;
  /** Names of constants. */
  readonly filter?: string;
  readonly bias?: string;
  readonly activation?: { readonly name: Activation; readonly alpha?: string | number };
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * TF.js has no op that adds a bias to a transposed convolution, and on wasm (4.22) its product of matrices adds the wrong
 * one where a side is transposed.
 */
export function takesBias({ kind, node }: Linear): boolean {
  return fusedOps[kind] !== undefined && !isTransposed(node);
}

function isTransposed(node: GraphNode): boolean {
  return boolAttribute(node, 'transpose_a') || boolAttribute(node, 'transpose_b');
}

/** The node again with other parts: fused as soon as it has a bias. An activation needs one. */
export function linearNode(linear: Linear, parts: LinearParts): GraphNode {
  const { kind, node } = linear;
  const { name, x = linear.x, filter = linear.filterName, bias = linear.biasName, activation } = parts;
  const attributes = { ...node.attributes, ...parts.attributes };
  if (kind === 'transposed') return { ...node, name, inputs: [node.inputs[0] ?? '', filter, x], attributes };
  if (bias === undefined) return { ...node, name, inputs: [x, filter], attributes };
  const alpha = activation?.alpha;
  const kept = activation ? [] : node.inputs.slice(3);
  const added = typeof alpha === 'string' ? [alpha] : kept;
  const names = activation ? [activation.name] : linear.activation ? [linear.activation] : [];
  return {
    name,
    op: fusedOps[kind] ?? node.op,
    inputs: [x, filter, bias, ...added],
    attributes: {
      ...attributes,
      fused_ops: attribute.texts(['BiasAdd', ...names]),
      num_args: attribute.int(1 + added.length),
      ...(typeof alpha === 'number' && { leakyrelu_alpha: attribute.float(alpha) }),
    },
  };
}

/** Of a LeakyRelu node: TensorFlow's default where it has none. */
export function leakyAlpha(node: GraphNode): number {
  return floatAttribute(node, 'alpha', 0.2);
}
