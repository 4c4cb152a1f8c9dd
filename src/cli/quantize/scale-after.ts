import { attribute, textsAttribute } from '../graph/attributes.js';
import type { GraphNode } from '../graph/graph.js';

/** The op without the fusing, and that the bias and the activation come in nodes of their own. */
const plainOps: Readonly<Record<string, string>> = {
  Conv2D: 'Conv2D',
  DepthwiseConv2dNative: 'DepthwiseConv2dNative',
  Conv2DBackpropInput: 'Conv2DBackpropInput',
  MatMul: 'MatMul',
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
  _FusedMatMul: 'MatMul',
};

const activations: ReadonlySet<string> = new Set(['Relu', 'Relu6', 'Elu', 'Sigmoid', 'Prelu', 'LeakyRelu']);
const ofFusing = ['fused_ops', 'num_args', 'epsilon', 'leakyrelu_alpha'];
const float = attribute.type('float32');

/** What TF.js takes where a fused node does not say. */
const leakyReluAlpha = 0.2;

/** True where `scaleAfter` can put a scale between the node's product and what is fused behind it. */
export function canScaleAfter(node: GraphNode): boolean {
  if (!Object.hasOwn(plainOps, node.op)) return false;
  if (plainOps[node.op] === node.op) return true;
  const [first, second, ...more] = textsAttribute(node, 'fused_ops');
  // TF.js ignores an activation that is not behind a bias; such a node is better left alone.
  return first === 'BiasAdd' && more.length === 0 && (second === undefined || activations.has(second));
}

/**
 * `node` taken apart: convolution or matrix product → Mul by the weight's scales → bias → activation, in that order,
 * since both come after the scale. The last of them goes by the node's name.
 *
 * @param scales the name of the constant with the scales, one an output channel
 * @param unused answers a name that no node has
 */
export function scaleAfter(node: GraphNode, scales: string, unused: (name: string) => string): GraphNode[] {
  const data = node.inputs.filter((input) => !input.startsWith('^'));
  const order = node.inputs.filter((input) => input.startsWith('^'));
  const op = plainOps[node.op] ?? node.op;
  const operands = op === 'Conv2DBackpropInput' ? 3 : 2;
  const [bias, alpha] = data.slice(operands);
  const kept = Object.entries(node.attributes).filter(([name]) => !ofFusing.includes(name));
  const chain: Omit<GraphNode, 'name'>[] = [
    { op, inputs: [...data.slice(0, operands), ...order], attributes: Object.fromEntries(kept) },
    { op: 'Mul', inputs: [scales], attributes: { T: float } },
  ];
  const activation = textsAttribute(node, 'fused_ops')[1];
  if (bias !== undefined) chain.push({ op: 'BiasAdd', inputs: [bias], attributes: { T: float } });
  if (activation !== undefined) {
    const slope = node.attributes['leakyrelu_alpha'] ?? attribute.float(leakyReluAlpha);
    chain.push({
      op: activation,
      inputs: activation === 'Prelu' && alpha !== undefined ? [alpha] : [],
      attributes: { T: float, ...(activation === 'LeakyRelu' ? { alpha: slope } : {}) },
    });
  }
  return named(chain, node.name, unused);
}

/** Each takes what the one before it answers. */
function named(chain: readonly Omit<GraphNode, 'name'>[], last: string, unused: (name: string) => string): GraphNode[] {
  const nodes: GraphNode[] = [];
  chain.forEach((node, i) => {
    const before = nodes.at(-1);
    const name = i === chain.length - 1 ? last : unused(`${last}/${suffixes[node.op] ?? 'unscaled'}`);
    nodes.push({ ...node, name, inputs: before ? [before.name, ...node.inputs] : node.inputs });
  });
  return nodes;
}

const suffixes: Readonly<Record<string, string>> = { Mul: 'scaled', BiasAdd: 'biased' };
